// Real message brokers of a test's own: started on free ports with a folder of their own, killed without warning,
// started again on what they had kept, and gone afterwards.
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { existsSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface Broker {
  /** host:port */
  address: string;
  /** kill -9 */
  kill(): Promise<void>;
  start(): Promise<void>;
  /** Killed, and its folder removed. */
  end(): Promise<void>;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

interface Program {
  name: string;
  command: string;
  args: readonly string[];
  folder: string;
  port: number;
}

/** One that listens is up. */
function brokerOf({ name, command, args, folder, port }: Program): Broker {
  const log = join(folder, `${name}.log`);
  let child: ChildProcess | undefined;
  const kill = async () => {
    const dying = child;
    child = undefined;
    if (!dying || dying.exitCode !== null) return;
    const ended = new Promise((resolve) => dying.once("exit", resolve));
    dying.kill("SIGKILL");
    await ended;
  };
  return {
    address: `127.0.0.1:${port}`,
    kill,
    start: async () => {
      const out = openSync(log, "a");
      const started = spawn(command, args, { stdio: ["ignore", out, out] });
      child = started;
      for (let tries = 0; tries < 600; tries += 1) {
        if (await answers(port)) return;
        if (started.exitCode !== null) break;
        await pause(100);
      }
      throw new Error(`${name} did not start:\n${readFileSync(log, "utf8").slice(-3000)}`);
    },
    end: async () => {
      await kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Where Kafka's jars are, or why tests against it are left out. */
export function kafkaOrReason(): { libs: string } | { reason: string } {
  const libs = process.env.RAPPORT_TEST_KAFKA ?? "";
  if (libs !== "" && existsSync(libs)) return { libs };
  return { reason: "RAPPORT_TEST_KAFKA names no folder of jars; tools/ci/with-kafka.sh sets it" };
}

const jvm = ["-Xmx384m", "-Xms128m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"];

/** One node in KRaft mode, broker and controller in one. */
export async function startKafka(libs: string): Promise<Broker> {
  const folder = mkdtempSync(join(tmpdir(), "rapport-kafka-"));
  const [port, controllerPort] = [await freePort(), await freePort()];
  const properties = join(folder, "server.properties");
  writeFileSync(
    properties,
    [
      "process.roles=broker,controller",
      "node.id=1",
      `controller.quorum.voters=1@127.0.0.1:${controllerPort}`,
      `listeners=PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controllerPort}`,
      `advertised.listeners=PLAINTEXT://127.0.0.1:${port}`,
      "controller.listener.names=CONTROLLER",
      "listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT",
      `log.dirs=${folder}/data`,
      "offsets.topic.replication.factor=1",
      "offsets.topic.num.partitions=1",
      "transaction.state.log.replication.factor=1",
      "transaction.state.log.min.isr=1",
      "transaction.state.log.num.partitions=1",
      "share.coordinator.state.topic.replication.factor=1",
      "share.coordinator.state.topic.min.isr=1",
      "group.initial.rebalance.delay.ms=0",
      "num.partitions=3",
      "num.network.threads=2",
      "num.io.threads=2",
      "broker.session.timeout.ms=2000",
      "broker.heartbeat.interval.ms=500",
    ].join("\n"),
  );
  const java = [...jvm, "-cp", `${libs}/*`];
  const format = ["format", "-t", "bWFkZS1mb3ItYS10ZXN0MA", "-c", properties];
  execFileSync("java", [...java, "kafka.tools.StorageTool", ...format], { stdio: "ignore" });
  const args = [...java, "kafka.Kafka", properties];
  const broker = brokerOf({ name: "kafka", command: "java", args, folder, port });
  await broker.start();
  return broker;
}

const natsPlaces = ["/usr/sbin/nats-server", "/usr/bin/nats-server", "/usr/local/bin/nats-server"];

export function natsOrReason(): { program: string } | { reason: string } {
  const program = natsPlaces.find((place) => existsSync(place));
  if (program) return { program };
  return { reason: "there is no nats-server; apt-get install nats-server" };
}

/** With JetStream on disk. */
export async function startNats(program: string): Promise<Broker> {
  const folder = mkdtempSync(join(tmpdir(), "rapport-nats-"));
  const port = await freePort();
  const args = ["-js", "-sd", join(folder, "data"), "-a", "127.0.0.1", "-p", String(port)];
  const broker = brokerOf({ name: "nats", command: program, args, folder, port });
  await broker.start();
  return broker;
}
