#!/usr/bin/env bash
# Installs what the later phases need and the machine lacks: Chromium, PostgreSQL, NATS, mail servers, Python's venv; where
# there is no Java, also that with Maven, for Kafka.
set -euo pipefail

missing=()
compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || missing+=(postgresql)
command -v chromium >/dev/null || missing+=(chromium)
[[ -x /usr/sbin/nats-server ]] || missing+=(nats-server)
[[ -x /usr/lib/dovecot/lmtp ]] || missing+=(dovecot-imapd dovecot-lmtpd)
[[ -x /usr/sbin/postfix ]] || missing+=(postfix)
command -v java >/dev/null || missing+=(default-jre-headless)
command -v mvn >/dev/null || missing+=(maven)
python3 -c 'import ensurepip, venv' 2>/dev/null || missing+=(python3-venv)

if ((${#missing[@]} == 0)); then
  echo "nothing is missing"
  exit 0
fi
echo "installing ${missing[*]}"
export DEBIAN_FRONTEND=noninteractive
# The package would start a cluster of its own; tests start theirs.
mkdir -p /etc/postgresql-common
[[ -e /etc/postgresql-common/createcluster.conf ]] ||
  echo 'create_main_cluster = false' >/etc/postgresql-common/createcluster.conf
apt-get update -qq
apt-get install -y -qq --no-install-recommends -o Dpkg::Options::=--force-confold "${missing[@]}" >/dev/null
