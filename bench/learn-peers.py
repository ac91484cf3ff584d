# The peers of bench/learn.ts: XGBoost and scikit-learn's HistGradientBoosting on the same rows in the same session.
# Prints one JSON object a line. Modes:
#   learn-peers.py speed <folder> <rows> <columns> <rounds> <depth> <threads>
#   learn-peers.py sets <data> <set> …        a set is "<name of split>|<separator>|<dropped columns, by comma>"
import json, os, sys, time

if len(sys.argv) > 7:
    os.environ["OMP_NUM_THREADS"] = sys.argv[7]
import numpy as np
import pandas as pd
import sklearn
import xgboost as xgb
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.metrics import log_loss, roc_auc_score


def say(**answer):
    print(json.dumps(answer), flush=True)


def calibration_error(codes, p):
    """10 bins of equal mass."""
    bins = np.array_split(np.argsort(p, kind="stable"), 10)
    return float(sum(len(rows) * abs(p[rows].mean() - codes[rows].mean()) for rows in bins) / len(p))


def speed(folder, rows, columns, rounds, depth, threads):
    table = np.fromfile(f"{folder}/table.f64").reshape(columns, rows).T
    codes = np.fromfile(f"{folder}/codes.i32", dtype=np.int32)
    table = np.ascontiguousarray(table, dtype=np.float32)
    settings = dict(objective="binary:logistic", tree_method="hist", max_depth=depth, eta=0.1,
                    nthread=threads, max_bin=256, min_child_weight=1, reg_lambda=1)
    for _ in range(2):
        start, used = time.time(), time.process_time()
        data = xgb.QuantileDMatrix(table, codes, max_bin=256, nthread=threads)
        binned = time.time()
        booster = xgb.train(settings, data, rounds)
        end, cpu = time.time(), time.process_time() - used
        raw = booster.inplace_predict(table, predict_type="margin")
        say(name="xgboost", bin=binned - start, train=end - binned, cpu=cpu, score=time.time() - end,
            auc=roc_auc_score(codes, raw))
    start, used = time.time(), time.process_time()
    model = HistGradientBoostingClassifier(max_iter=rounds, max_depth=depth, max_leaf_nodes=2**depth,
        learning_rate=0.1, early_stopping=False, min_samples_leaf=1, l2_regularization=1).fit(table, codes)
    end, cpu = time.time(), time.process_time() - used
    raw = model.decision_function(table)
    say(name="sklearn", bin=0, train=end - start, cpu=cpu, score=time.time() - end, auc=roc_auc_score(codes, raw))


def one_set(data, description):
    name, separator, dropped = description.split("|")
    split = json.load(open(f"{data}/splits/{name}.json"))
    frame = pd.read_csv(f"{data}/{split['file']}", sep=separator, keep_default_na=False, na_values=["", "Select"])
    target, positive = split["target"].split("==")
    codes = (frame[target].astype(str) == positive).astype(int).to_numpy()
    frame = frame.drop(columns=[target, *filter(None, dropped.split(","))])
    for column in frame.columns:
        if frame[column].dtype.kind not in "if":
            frame[column] = frame[column].astype("category")
    train, valid, test = split["train"], split["valid"], split["test"]
    both = train + valid
    report = lambda peer, p, rounds: say(set=name, name=peer, rounds=rounds,
        auc=roc_auc_score(codes[test], p), loss=log_loss(codes[test], p), calibration=calibration_error(codes[test], p))
    settings = dict(n_estimators=1000, learning_rate=0.05, max_depth=6, tree_method="hist",
                    enable_categorical=True, eval_metric="logloss", n_jobs=2)
    early = xgb.XGBClassifier(**settings, early_stopping_rounds=30)
    early.fit(frame.iloc[train], codes[train], eval_set=[(frame.iloc[valid], codes[valid])], verbose=False)
    rounds = early.best_iteration + 1
    model = xgb.XGBClassifier(**{**settings, "n_estimators": rounds}).fit(frame.iloc[both], codes[both])
    report("xgboost", model.predict_proba(frame.iloc[test])[:, 1], rounds)
    hist = lambda count: HistGradientBoostingClassifier(max_iter=count, learning_rate=0.05,
        categorical_features="from_dtype", early_stopping=False, random_state=1)
    staged = hist(400).fit(frame.iloc[train], codes[train]).staged_predict_proba(frame.iloc[valid])
    rounds = int(np.argmin([log_loss(codes[valid], p[:, 1]) for p in staged])) + 1
    model = hist(rounds).fit(frame.iloc[both], codes[both])
    report("sklearn", model.predict_proba(frame.iloc[test])[:, 1], rounds)


say(xgboost=xgb.__version__, sklearn=sklearn.__version__)
if sys.argv[1] == "speed":
    speed(sys.argv[2], *map(int, sys.argv[3:8]))
else:
    for description in sys.argv[3:]:
        one_set(sys.argv[2], description)
