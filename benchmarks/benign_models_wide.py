"""More ordinary model files, of as many libraries as the interpreter has: `python benchmarks/benign_models_wide.py FOLDER`.

As benchmarks/benign_models.py, with other libraries and classes. Whatever fails is named and skipped; the files are
never read back.
"""

from __future__ import annotations

import importlib
import pickle
import sys
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

warnings.simplefilter("ignore")
MAKERS: list[Callable[[Files], None]] = []


class Files:
    """Writes into one folder, and goes on when something cannot be made or written."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def do(self, name: str, work: Callable[[Path], object]) -> None:
        try:
            work(self.folder / name)
        except BaseException as error:
            print("skipped", self.folder.name, name, f"{type(error).__name__}: {error}"[:160].replace("\n", " "))
            (self.folder / name).unlink(missing_ok=True) if (self.folder / name).is_file() else None

    def pickle(self, name: str, make: Callable[[], object], protocol: int | None = None) -> None:
        self.do(name, lambda path: path.write_bytes(pickle.dumps(make(), protocol)))

    def joblib(self, name: str, make: Callable[[], object], compress: Any = 0) -> None:
        import joblib

        self.do(name, lambda path: joblib.dump(make(), path, compress=compress))

    def torch(self, name: str, make: Callable[[], object], **options: Any) -> None:
        import torch

        self.do(name, lambda path: torch.save(make(), path, **options))


def maker(function: Callable[[Files], None]) -> Callable[[Files], None]:
    MAKERS.append(function)
    return function


def _data(rows: int = 60, columns: int = 4) -> tuple[Any, Any, Any]:
    import numpy as np

    rng = np.random.default_rng(3)
    x = abs(rng.normal(size=(rows, columns)))
    return x, (x[:, 0] > x[:, 1]).astype(int), x @ rng.random(columns)


COMPRESSIONS: list[Any] = [0, ("zlib", 3), ("gzip", 3), ("bz2", 3), ("lzma", 3), ("xz", 3)]


@maker
def every_sklearn_estimator(files: Files) -> None:
    """Each estimator of scikit-learn by itself, fitted, in one joblib file of ten."""
    import numpy as np
    from sklearn.base import clone
    from sklearn.utils import all_estimators

    x, label, value = _data()
    special = {
        "ClassifierChain": lambda c: c(_log()), "MultiOutputClassifier": lambda c: c(_log()), "RegressorChain": lambda c: c(_ridge()), "MultiOutputRegressor": lambda c: c(_ridge()),
        "ColumnTransformer": lambda c: c([("a", "passthrough", [0])]), "FeatureUnion": lambda c: c([("a", _scale())]), "Pipeline": lambda c: c([("a", _scale()), ("b", _log())]),
        "GridSearchCV": lambda c: c(_log(), {"C": [1, 2]}, cv=2), "RandomizedSearchCV": lambda c: c(_log(), {"C": [1, 2]}, n_iter=2, cv=2), "HalvingGridSearchCV": lambda c: c(_log(), {"C": [1, 2]}, cv=2), "HalvingRandomSearchCV": lambda c: c(_log(), {"C": [1, 2]}, cv=2),
        "StackingClassifier": lambda c: c([("a", _log())]), "StackingRegressor": lambda c: c([("a", _ridge())]), "VotingClassifier": lambda c: c([("a", _log())]), "VotingRegressor": lambda c: c([("a", _ridge())]),
        "SparseCoder": lambda c: c(np.eye(4)), "TunedThresholdClassifierCV": lambda c: c(_log()), "FixedThresholdClassifier": lambda c: c(_log()), "FrozenEstimator": lambda c: c(_log()),
    }  # fmt: skip
    group: list[Any] = []
    for name, kind in all_estimators():
        try:
            one = special[name](kind) if name in special else _with_inner(kind)
            one = clone(one)
            tags = str(getattr(one, "_estimator_type", "")) + name
            target: Any = value if "egress" in tags else label
            if name.startswith("MultiTask") or name in ("MultiOutputRegressor", "RegressorChain"):
                target = np.c_[value, value]
            if name in ("MultiOutputClassifier", "ClassifierChain"):
                target = np.c_[label, 1 - label]
            _fit(one, x, target)
        except BaseException as error:
            print("skipped", name, f"{type(error).__name__}: {error}"[:120].replace("\n", " "))
            continue
        group.append(one)
        if len(group) == 10:
            _write_group(files, group)
            group = []
    _write_group(files, group)


def _fit(one: Any, x: Any, target: Any) -> None:
    texts = ["good film", "bad film", "very good film"] * 20
    for data in (x, x[:, 0], texts, [["a"], ["b"]] * 30, [{"a": 1, "b": 2}] * 60):
        try:
            one.fit(data, target)
            return
        except (TypeError, ValueError, AttributeError) as error:
            last = error
    try:
        one.fit(target)
    except Exception:
        raise last from None


def _write_group(files: Files, group: list[Any]) -> None:
    at = len(list(files.folder.iterdir()))
    first = type(group[0]).__name__
    if at % 3 == 2:
        files.pickle(f"{at}_{first}.pkl", lambda: group, 2 + at % 4)
    else:
        files.joblib(f"{at}_{first}.joblib", lambda: group, COMPRESSIONS[at % 6])


def _with_inner(kind: Any) -> Any:
    for arguments in ((), (_log(),), (_ridge(),)):
        try:
            return kind(*arguments)
        except TypeError:
            continue
    raise TypeError(kind)


def _log() -> Any:
    from sklearn.linear_model import LogisticRegression

    return LogisticRegression()


def _ridge() -> Any:
    from sklearn.linear_model import Ridge

    return Ridge()


def _scale() -> Any:
    from sklearn.preprocessing import StandardScaler

    return StandardScaler()


@maker
def sklearn_parts(files: Files) -> None:
    """What pipelines hold besides estimators: splitters, scorers, kernels, displays, reports."""
    import numpy as np
    from sklearn import metrics, model_selection, preprocessing, utils
    from sklearn.gaussian_process import kernels

    x, label, value = _data()
    log = _log().fit(x, label)
    files.joblib("splitters.joblib", lambda: [getattr(model_selection, name)() for name in ("KFold", "StratifiedKFold", "GroupKFold", "ShuffleSplit", "StratifiedShuffleSplit", "GroupShuffleSplit", "RepeatedKFold", "RepeatedStratifiedKFold", "TimeSeriesSplit", "LeaveOneOut")] + [model_selection.PredefinedSplit([0, 1]), model_selection.LeavePOut(2), model_selection.ParameterGrid({"a": [1]}), model_selection.ParameterSampler({"a": [1]}, 1)])  # fmt: skip
    files.joblib("scorers.joblib", lambda: {name: metrics.get_scorer(name) for name in ("accuracy", "roc_auc", "f1_macro", "neg_log_loss", "r2", "neg_mean_squared_error", "average_precision")} | {"own": metrics.make_scorer(metrics.fbeta_score, beta=2)})  # fmt: skip
    files.joblib("kernels.joblib", lambda: [kernels.RBF() + kernels.WhiteKernel(), kernels.Matern() * kernels.ConstantKernel(), kernels.RationalQuadratic(), kernels.ExpSineSquared(), kernels.DotProduct(), kernels.PairwiseKernel(), kernels.CompoundKernel([kernels.RBF()]), kernels.Exponentiation(kernels.RBF(), 2)])  # fmt: skip
    files.pickle("report.pkl", lambda: {"report": metrics.classification_report(label, label, output_dict=True), "matrix": metrics.confusion_matrix(label, label), "curve": metrics.roc_curve(label, value), "bunch": utils.Bunch(a=1)})  # fmt: skip
    files.joblib("grid_scoring.joblib", lambda: model_selection.GridSearchCV(_log(), {"C": np.logspace(-1, 1, 3)}, scoring={"a": "accuracy", "b": metrics.make_scorer(metrics.f1_score)}, refit="a", cv=model_selection.StratifiedKFold(3, shuffle=True, random_state=1)).fit(x, label))  # fmt: skip
    files.joblib("functions.joblib", lambda: [preprocessing.FunctionTransformer(one) for one in (np.log1p, np.sqrt, np.exp, np.abs, np.sin, np.cos, np.square, np.nan_to_num, np.cbrt, np.reciprocal)])  # fmt: skip
    files.pickle("metrics.pkl", lambda: [metrics.accuracy_score, metrics.pairwise.cosine_similarity, metrics.pairwise.rbf_kernel, metrics.mean_squared_error, metrics.log_loss])  # fmt: skip
    files.do("scipy_params.joblib", lambda path: __import__("joblib").dump(model_selection.RandomizedSearchCV(_log(), {"C": __import__("scipy.stats").stats.uniform(0, 1)}, n_iter=2, cv=2).fit(x, label), path))  # fmt: skip
    files.pickle("kd.pkl", lambda: [importlib.import_module("sklearn.neighbors").KDTree(x), importlib.import_module("sklearn.neighbors").BallTree(x)])  # fmt: skip
    files.pickle("pandas_pipeline.pkl", lambda: _frame_pipeline(x, label))
    files.pickle("log.pkl", lambda: {"model": log, "features": ["a", "b"], "version": "1.0"})


def _frame_pipeline(x: Any, label: Any) -> Any:
    import pandas as pd
    from sklearn.compose import ColumnTransformer, make_column_selector
    from sklearn.ensemble import HistGradientBoostingClassifier
    from sklearn.impute import SimpleImputer
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import OneHotEncoder

    frame = pd.DataFrame({"a": x[:, 0], "b": x[:, 1], "c": ["u", "v", "w"] * (len(x) // 3)})
    columns = ColumnTransformer([("n", make_pipeline(SimpleImputer(), _scale()), make_column_selector(dtype_include="number")), ("c", OneHotEncoder(handle_unknown="ignore", sparse_output=False), ["c"])])  # fmt: skip
    made = make_pipeline(columns, HistGradientBoostingClassifier(max_iter=3))
    made.set_output(transform="pandas")
    return made.fit(frame, label)


@maker
def numbers(files: Files) -> None:
    import collections
    import datetime
    import decimal
    import fractions
    import pathlib
    import uuid

    import numpy as np

    rng = np.random.default_rng(1)
    files.do("objects.npy", lambda path: np.save(path, np.array([1, "a", None, {"b": [2.0]}], dtype=object)))
    files.do("bundle.npz", lambda path: np.savez(path, a=np.eye(3), b=np.array(["x", {"y": 1}], dtype=object), c=np.float16(3)))  # fmt: skip
    files.do("packed.npz", lambda path: np.savez_compressed(path, a=rng.random((50, 50)), b=np.array(["u", "v"])))
    files.do("record.npy", lambda path: np.save(path, np.zeros(3, dtype=[("a", "f4"), ("b", "U5")])))
    files.do("times.npy", lambda path: np.save(path, np.array(["2024-01-01", "2024-02-01"], dtype="datetime64[D]")))
    files.pickle("arrays.pkl", lambda: [np.asfortranarray(np.eye(3)), np.ma.array([1, 2], mask=[0, 1]), np.matrix([[1]]), np.rec.array([(1, 2.0)], dtype=[("a", int), ("b", float)]), np.array(["a", "bc"]), np.float32(1), np.int64(3), np.bool_(True), np.str_("a"), np.datetime64("2024-01-01"), np.timedelta64(3, "D"), np.dtype("f4"), np.dtype([("a", "f4")]), np.poly1d([1, 2]), np.complex64(1j), np.polynomial.Polynomial([1, 2]), np.polynomial.Chebyshev([1])])  # fmt: skip
    files.pickle("random.pkl", lambda: [rng, np.random.RandomState(3), np.random.Generator(np.random.MT19937(1)), np.random.Generator(np.random.Philox(1)), np.random.SFC64(1), np.random.PCG64DXSM(2), np.random.SeedSequence(3)])  # fmt: skip
    for protocol in range(6):
        files.pickle(f"plain{protocol}.pkl", lambda: {"a": [1, 2.5, None, True], "b": {"c": (1, "x")}, "d": b"bytes", "e": {1, 2}, "f": np.arange(5)}, protocol)  # fmt: skip
    files.pickle("stdlib.pkl", lambda: [collections.OrderedDict(a=1), collections.Counter("abc"), collections.deque([1], 3), collections.defaultdict(list, a=[1]), collections.defaultdict(int), datetime.datetime(2024, 1, 1, tzinfo=datetime.timezone.utc), datetime.timedelta(3), datetime.date(2024, 1, 1), decimal.Decimal("1.2"), fractions.Fraction(1, 3), pathlib.PurePosixPath("a/b"), pathlib.Path("c"), uuid.UUID(int=3), range(3), slice(1, 2), complex(1, 2), frozenset([1]), bytearray(b"abc"), Ellipsis, __import__("types").SimpleNamespace(a=1), __import__("argparse").Namespace(lr=0.1), __import__("array").array("d", [1.0]), __import__("re").compile("a+"), ValueError("x"), len, sum, __import__("math").sqrt, __import__("operator").itemgetter(1), __import__("functools").partial(max, 1)])  # fmt: skip
    import scipy.interpolate
    import scipy.sparse
    import scipy.spatial

    for kind in ("csr", "csc", "coo", "lil", "dok", "dia", "bsr"):
        files.pickle(f"sparse_{kind}.pkl", lambda kind=kind: getattr(scipy.sparse, f"{kind}_matrix")(np.eye(4)))
        files.pickle(f"sparse_{kind}_array.pkl", lambda kind=kind: getattr(scipy.sparse, f"{kind}_array")(np.eye(4)))
    files.do("sparse.npz", lambda path: scipy.sparse.save_npz(path, scipy.sparse.csr_matrix(np.eye(4))))
    x = np.arange(8.0)
    files.pickle("splines.pkl", lambda: [scipy.interpolate.interp1d(x, x), scipy.interpolate.UnivariateSpline(x, x), scipy.interpolate.CubicSpline(x, x), scipy.interpolate.PchipInterpolator(x, x), scipy.interpolate.RBFInterpolator(x[:, None], x), scipy.interpolate.BSpline(x, x[:4], 3), scipy.interpolate.RegularGridInterpolator((x,), x)])  # fmt: skip
    files.pickle("spatial.pkl", lambda: [scipy.spatial.cKDTree(np.eye(3)), scipy.spatial.KDTree(np.eye(3)), scipy.spatial.transform.Rotation.from_euler("x", 1)])  # fmt: skip
    files.pickle("optimised.pkl", lambda: importlib.import_module("scipy.optimize").minimize(lambda a: (a**2).sum(), [1.0]))  # fmt: skip
    files.pickle("frozen.pkl", lambda: [importlib.import_module("scipy.stats").norm(0, 1), importlib.import_module("scipy.stats").gaussian_kde(x)])  # fmt: skip


@maker
def pandas_files(files: Files) -> None:
    import numpy as np
    import pandas as pd

    frame = pd.DataFrame({"a": [1, 2], "b": ["x", "y"]})
    for name, make in {
        "multi.pkl": lambda: frame.set_index(["a", "b"]).index, "grouped.pkl": lambda: frame.groupby("b").sum(), "series.pkl": lambda: frame["b"].astype("category"),
        "indices.pkl": lambda: [pd.RangeIndex(3), pd.Index(["a"]), pd.CategoricalIndex(["a"]), pd.DatetimeIndex(["2024-01-01"]), pd.TimedeltaIndex(["1D"]), pd.PeriodIndex(["2024-01"], freq="M"), pd.IntervalIndex.from_breaks([0, 1]), pd.Index([1.5])],
        "scalars.pkl": lambda: [pd.Timestamp("2024-01-01"), pd.Timestamp("2024-01-01", tz="UTC"), pd.Timedelta("1D"), pd.Period("2024-01"), pd.Interval(0, 1), pd.NaT, pd.NA, pd.CategoricalDtype(["a"]), pd.Int64Dtype(), pd.StringDtype(), pd.DatetimeTZDtype("ns", "UTC"), pd.SparseDtype(), pd.PeriodDtype("M"), pd.IntervalDtype("int64")],
        "offsets.pkl": lambda: [pd.offsets.MonthEnd(), pd.offsets.BDay(2), pd.offsets.Week(weekday=1), pd.offsets.QuarterBegin(), pd.offsets.YearEnd(), pd.offsets.Hour(3), pd.offsets.Minute(), pd.offsets.DateOffset(days=3), pd.offsets.BusinessHour(), pd.offsets.CustomBusinessDay(), pd.offsets.SemiMonthEnd(), pd.offsets.Easter()],
        "arrow.pkl": lambda: frame.astype({"b": "string[pyarrow]"}), "arrow_types.pkl": lambda: frame.convert_dtypes(dtype_backend="pyarrow"), "sparse.pkl": lambda: pd.DataFrame({"a": pd.arrays.SparseArray([0, 1])}),
        "panel.pkl": lambda: {"train": frame, "test": frame.iloc[:1], "columns": frame.columns, "types": frame.dtypes}, "timeseries.pkl": lambda: pd.Series(np.arange(3), pd.date_range("2024", periods=3, freq="MS", tz="America/New_York")),
    }.items():  # fmt: skip
        files.pickle(name, make)
    for name, make in {"polars.pkl": lambda: importlib.import_module("polars").DataFrame({"a": [1]}), "table.pkl": lambda: importlib.import_module("pyarrow").table({"a": [1]}), "xarray.pkl": lambda: importlib.import_module("xarray").DataArray(np.eye(2), dims=("x", "y")), "shapes.pkl": lambda: importlib.import_module("geopandas").GeoDataFrame({"a": [1]}, geometry=[importlib.import_module("shapely").Point(1, 2)], crs="EPSG:4326"), "shapely.pkl": lambda: importlib.import_module("shapely").Polygon([(0, 0), (1, 0), (1, 1)]), "dict.pkl": lambda: importlib.import_module("networkx").karate_club_graph(), "symbols.pkl": lambda: importlib.import_module("sympy").Symbol("x") ** 2 + 1, "units.pkl": lambda: importlib.import_module("pint").UnitRegistry().Quantity(3, "meter")}.items():  # fmt: skip
        files.pickle(name, make)


@maker
def boosters(files: Files) -> None:
    x, label, value = _data(200)
    rank = [50, 50, 50, 50]

    def made(module: str, kind: str, target: Any, **options: Any) -> Any:
        fit = {"group": options.pop("group")} if "group" in options else {}
        return getattr(importlib.import_module(module), kind)(**options).fit(x, target, **fit)

    for kind, target, more in (("XGBClassifier", label, {}), ("XGBRegressor", value, {"early_stopping_rounds": None}), ("XGBRFClassifier", label, {}), ("XGBRFRegressor", value, {}), ("XGBRanker", label, {"group": rank})):  # fmt: skip
        files.pickle(f"{kind}.pkl", lambda k=kind, t=target, m=more: made("xgboost", k, t, n_estimators=3, **m))
    for kind, target, more in (("LGBMClassifier", label, {}), ("LGBMRegressor", value, {"boosting_type": "dart"}), ("LGBMRanker", label, {"group": rank})):  # fmt: skip
        files.joblib(f"{kind}.joblib", lambda k=kind, t=target, m=more: made("lightgbm", k, t, n_estimators=3, verbose=-1, **m))  # fmt: skip
    for kind, target in (("CatBoostClassifier", label), ("CatBoostRegressor", value), ("CatBoost", value)):
        files.pickle(f"{kind}.pkl", lambda k=kind, t=target: made("catboost", k, t, **({"iterations": 3, "verbose": False, "allow_writing_files": False} if k != "CatBoost" else {"params": {"iterations": 3, "verbose": False, "allow_writing_files": False}})))  # fmt: skip
    files.pickle("booster.pkl", lambda: importlib.import_module("xgboost").train({"max_depth": 2}, importlib.import_module("xgboost").DMatrix(x, label), 3))  # fmt: skip
    files.pickle("lgb_booster.pkl", lambda: importlib.import_module("lightgbm").train({"verbose": -1}, importlib.import_module("lightgbm").Dataset(x, label), 3))  # fmt: skip
    files.pickle("ngboost.pkl", lambda: made("ngboost", "NGBRegressor", value, n_estimators=3, verbose=False))
    files.pickle("ngboost_c.pkl", lambda: made("ngboost", "NGBClassifier", label, n_estimators=3, verbose=False))
    files.do("model.json", lambda path: made("xgboost", "XGBClassifier", label, n_estimators=3).save_model(path))
    files.do("model.ubj", lambda path: made("xgboost", "XGBClassifier", label, n_estimators=3).save_model(path))
    files.do("model.txt", lambda path: made("lightgbm", "LGBMRegressor", value, n_estimators=3, verbose=-1).booster_.save_model(path))  # fmt: skip
    files.do("model.cbm", lambda path: made("catboost", "CatBoostClassifier", label, iterations=3, verbose=False, allow_writing_files=False).save_model(str(path)))  # fmt: skip
    files.joblib("calibrated.joblib", lambda: importlib.import_module("sklearn.calibration").CalibratedClassifierCV(importlib.import_module("xgboost").XGBClassifier(n_estimators=2), cv=2).fit(x, label), ("xz", 2))  # fmt: skip
    files.joblib("search.joblib", lambda: importlib.import_module("sklearn.model_selection").GridSearchCV(importlib.import_module("lightgbm").LGBMClassifier(verbose=-1), {"n_estimators": [2, 3]}, cv=2).fit(x, label), 3)  # fmt: skip


@maker
def statistics(files: Files) -> None:
    import numpy as np

    x, label, value = _data(80)

    def of(module: str, name: str) -> Any:
        return getattr(importlib.import_module(module), name)

    sm, tsa = "statsmodels.api", "statsmodels.tsa.api"
    series = value.cumsum() + 1
    for name, make in {
        "ols.pkl": lambda: of(sm, "OLS")(value, of(sm, "add_constant")(x)).fit(), "logit.pkl": lambda: of(sm, "Logit")(label, x[:, :2]).fit(disp=0), "poisson.pkl": lambda: of(sm, "GLM")(label, x, family=of("statsmodels.api", "families").Poisson()).fit(), "quantile.pkl": lambda: of(sm, "QuantReg")(value, x).fit(), "robust.pkl": lambda: of(sm, "RLM")(value, x).fit(),
        "arima.pkl": lambda: of("statsmodels.tsa.arima.model", "ARIMA")(series, order=(1, 1, 0)).fit(), "holt.pkl": lambda: of(tsa, "ExponentialSmoothing")(series, trend="add").fit(), "sarimax.pkl": lambda: of(tsa, "SARIMAX")(series).fit(disp=0), "autoreg.pkl": lambda: of(tsa, "AutoReg")(series, 2).fit(), "stl.pkl": lambda: of(tsa, "STL")(series, period=4).fit(), "unobserved.pkl": lambda: of(tsa, "UnobservedComponents")(series, "local level").fit(disp=0), "mixed.pkl": lambda: of(sm, "MixedLM")(value, x, groups=label).fit(), "ordinal.pkl": lambda: of("statsmodels.miscmodels.ordinal_model", "OrderedModel")(label, x[:, :2]).fit(disp=0), "kde.pkl": lambda: of(sm, "nonparametric").KDEUnivariate(value).fit(),
        "frame.pkl": lambda: of("statsmodels.formula.api", "ols")("a ~ b", of("pandas", "DataFrame")({"a": value, "b": x[:, 0]})).fit(),
    }.items():  # fmt: skip
        files.pickle(f"sm_{name}", make)
    frame = of("pandas", "DataFrame")({"t": value + 1, "e": label, "a": x[:, 0], "b": x[:, 1]})
    for kind in ("CoxPHFitter", "WeibullAFTFitter", "LogNormalAFTFitter", "AalenAdditiveFitter"):
        files.pickle(f"lifelines_{kind}.pkl", lambda k=kind: of("lifelines", k)().fit(frame, "t", "e"))
    for kind in ("KaplanMeierFitter", "NelsonAalenFitter", "WeibullFitter", "ExponentialFitter"):
        files.pickle(f"lifelines_{kind}.pkl", lambda k=kind: of("lifelines", k)().fit(frame["t"], frame["e"]))
    surv = np.array([(bool(e), t) for e, t in zip(label, value + 1, strict=True)], dtype=[("e", bool), ("t", float)])
    for module, kind in (("linear_model", "CoxPHSurvivalAnalysis"), ("ensemble", "RandomSurvivalForest"), ("ensemble", "GradientBoostingSurvivalAnalysis"), ("svm", "FastSurvivalSVM"), ("tree", "SurvivalTree"), ("linear_model", "CoxnetSurvivalAnalysis")):  # fmt: skip
        files.joblib(f"sksurv_{kind}.joblib", lambda m=module, k=kind: of(f"sksurv.{m}", k)().fit(x, surv))
    files.pickle("pygam.pkl", lambda: of("pygam", "LinearGAM")().fit(x, value))
    files.pickle("pygam_logistic.pkl", lambda: of("pygam", "LogisticGAM")().fit(x, label))
    files.pickle("hmm.pkl", lambda: of("hmmlearn.hmm", "GaussianHMM")(2).fit(x))
    days = of("pandas", "DataFrame")({"ds": of("pandas", "date_range")("2023", periods=80), "y": series, "unique_id": "a"})  # fmt: skip
    files.pickle("prophet.pkl", lambda: of("prophet", "Prophet")().fit(days[["ds", "y"]]))
    files.do("prophet.json", lambda path: path.write_text(of("prophet.serialize", "model_to_json")(of("prophet", "Prophet")().fit(days[["ds", "y"]]))))  # fmt: skip
    files.pickle("statsforecast.pkl", lambda: of("statsforecast", "StatsForecast")([of("statsforecast.models", "AutoARIMA")(), of("statsforecast.models", "Naive")(), of("statsforecast.models", "AutoETS")()], "D").fit(days))  # fmt: skip
    files.pickle("mlforecast.pkl", lambda: of("mlforecast", "MLForecast")([_ridge()], "D", lags=[1, 7]).fit(days))
    for kind, module in (("NaiveForecaster", "naive"), ("ThetaForecaster", "theta"), ("ExponentialSmoothing", "exp_smoothing"), ("PolynomialTrendForecaster", "trend"), ("AutoETS", "ets")):  # fmt: skip
        files.pickle(f"sktime_{kind}.pkl", lambda m=module, k=kind: of(f"sktime.forecasting.{m}", k)().fit(of("pandas", "Series")(series), fh=[1]))  # fmt: skip
    files.pickle("sktime_reduce.pkl", lambda: of("sktime.forecasting.compose", "make_reduction")(_ridge()).fit(of("pandas", "Series")(series), fh=[1]))  # fmt: skip
    files.pickle("tslearn.pkl", lambda: of("tslearn.clustering", "TimeSeriesKMeans")(2).fit(x[:, :, None]))


@maker
def around_sklearn(files: Files) -> None:
    import numpy as np

    x, label, value = _data(90)

    def of(module: str, name: str) -> Any:
        return getattr(importlib.import_module(module), name)

    import pandas as pd

    frame = pd.DataFrame({"a": x[:, 0], "c": pd.Series(["u", "v", "w"] * 30, dtype=object)})
    for kind in ("TargetEncoder", "OrdinalEncoder", "OneHotEncoder", "BinaryEncoder", "CatBoostEncoder", "HashingEncoder", "LeaveOneOutEncoder", "WOEEncoder", "JamesSteinEncoder", "MEstimateEncoder", "HelmertEncoder", "SumEncoder", "CountEncoder", "GLMMEncoder", "QuantileEncoder", "BackwardDifferenceEncoder", "PolynomialEncoder", "BaseNEncoder", "RankHotEncoder", "GrayEncoder"):  # fmt: skip
        files.pickle(f"encoders_{kind}.pkl", lambda k=kind: of("category_encoders", k)().fit(frame[["c"]], label))
    for module, kind in (("over_sampling", "SMOTE"), ("over_sampling", "ADASYN"), ("over_sampling", "BorderlineSMOTE"), ("over_sampling", "RandomOverSampler"), ("under_sampling", "RandomUnderSampler"), ("under_sampling", "TomekLinks"), ("under_sampling", "NearMiss"), ("combine", "SMOTETomek"), ("combine", "SMOTEENN")):  # fmt: skip
        files.pickle(f"imblearn_{kind}.pkl", lambda m=module, k=kind: (s := of(f"imblearn.{m}", k)(), s.fit_resample(x, label))[0])  # fmt: skip
    for kind in ("BalancedRandomForestClassifier", "EasyEnsembleClassifier", "RUSBoostClassifier", "BalancedBaggingClassifier"):  # fmt: skip
        files.joblib(f"imblearn_{kind}.joblib", lambda k=kind: of("imblearn.ensemble", k)(n_estimators=3).fit(x, label))
    files.joblib("imblearn_pipeline.joblib", lambda: of("imblearn.pipeline", "make_pipeline")(of("imblearn.over_sampling", "SMOTE")(), _log()).fit(x, label))  # fmt: skip
    files.joblib("umap.joblib", lambda: of("umap", "UMAP")(n_neighbors=5).fit(x))
    files.pickle("hdbscan.pkl", lambda: of("hdbscan", "HDBSCAN")(prediction_data=True).fit(x))
    for module, kind in (("mapie.regression", "CrossConformalRegressor"), ("mapie.regression", "MapieRegressor")):
        files.pickle(f"mapie_{kind}.pkl", lambda m=module, k=kind: of(m, k)(_ridge()))
    for module, kind, options in (("imputation", "MeanMedianImputer", {}), ("encoding", "RareLabelEncoder", {}), ("encoding", "CountFrequencyEncoder", {}), ("outliers", "Winsorizer", {}), ("discretisation", "EqualFrequencyDiscretiser", {"q": 3}), ("transformation", "LogTransformer", {}), ("selection", "DropConstantFeatures", {}), ("creation", "CyclicalFeatures", {}), ("datetime", "DatetimeFeatures", {}), ("wrappers", "SklearnTransformerWrapper", {"transformer": _scale()})):  # fmt: skip
        files.pickle(f"feature_engine_{kind}.pkl", lambda m=module, k=kind, o=options: of(f"feature_engine.{m}", k)(**o))  # fmt: skip
    for module, kind in (("pyod.models.iforest", "IForest"), ("pyod.models.knn", "KNN"), ("pyod.models.ecod", "ECOD"), ("pyod.models.hbos", "HBOS"), ("pyod.models.copod", "COPOD"), ("pyod.models.lof", "LOF"), ("pyod.models.pca", "PCA"), ("pyod.models.ocsvm", "OCSVM"), ("pyod.models.cblof", "CBLOF")):  # fmt: skip
        files.joblib(f"pyod_{kind}.joblib", lambda m=module, k=kind: of(m, k)().fit(x))
    files.pickle("mlxtend.pkl", lambda: [of("mlxtend.classifier", "StackingClassifier")([_log()], _log()).fit(x, label), of("mlxtend.preprocessing", "TransactionEncoder")().fit([["a"], ["b"]]), of("mlxtend.feature_selection", "SequentialFeatureSelector")(_log(), 2, cv=2).fit(x, label)])  # fmt: skip
    files.pickle("imodels.pkl", lambda: of("imodels", "RuleFitRegressor")().fit(x, value))
    files.pickle("imodels_figs.pkl", lambda: of("imodels", "FIGSClassifier")().fit(x, label))
    files.pickle("interpret.pkl", lambda: of("interpret.glassbox", "ExplainableBoostingClassifier")(max_rounds=3).fit(x, label))  # fmt: skip
    files.pickle("shap_tree.pkl", lambda: of("shap", "TreeExplainer")(of("sklearn.ensemble", "RandomForestClassifier")(3).fit(x, label)))  # fmt: skip
    files.pickle("shap_linear.pkl", lambda: of("shap", "LinearExplainer")(_log().fit(x, label), x))
    files.pickle("shap_values.pkl", lambda: of("shap", "Explainer")(of("sklearn.ensemble", "RandomForestRegressor")(3).fit(x, value))(x))  # fmt: skip
    files.pickle("skopt.pkl", lambda: of("skopt", "BayesSearchCV")(_log(), {"C": (0.1, 1.0)}, n_iter=2, cv=2).fit(x, label))  # fmt: skip
    files.pickle("skopt_result.pkl", lambda: of("skopt", "Optimizer")([(0.0, 1.0)]))
    files.pickle("optuna.pkl", lambda: (s := of("optuna", "create_study")(), s.optimize(lambda t: t.suggest_float("a", 0, 1), 2))[0])  # fmt: skip
    files.pickle("optuna_sampler.pkl", lambda: [of("optuna.samplers", "TPESampler")(), of("optuna.pruners", "MedianPruner")()])  # fmt: skip
    files.pickle("hyperopt.pkl", lambda: (t := of("hyperopt", "Trials")(), of("hyperopt", "fmin")(lambda a: a * a, of("hyperopt", "hp").uniform("a", 0, 1), algo=of("hyperopt", "tpe").suggest, max_evals=2, trials=t, show_progressbar=False))[0])  # fmt: skip
    files.pickle("river.pkl", lambda: of("river.compose", "Pipeline")(of("river.preprocessing", "StandardScaler")(), of("river.linear_model", "LogisticRegression")()).learn_one({"a": 1.0}, True))  # fmt: skip
    files.pickle("river_tree.pkl", lambda: (m := of("river.tree", "HoeffdingTreeClassifier")(), m.learn_one({"a": 1.0}, True))[0])  # fmt: skip
    files.pickle("crf.pkl", lambda: of("sklearn_crfsuite", "CRF")().fit([[{"a": "1"}, {"a": "2"}]], [["x", "y"]]))
    files.pickle("implicit.pkl", lambda: (m := of("implicit.als", "AlternatingLeastSquares")(4, iterations=1), m.fit(of("scipy.sparse", "csr_matrix")(x), show_progress=False))[0])  # fmt: skip
    files.pickle("bm25.pkl", lambda: of("rank_bm25", "BM25Okapi")([["a", "b"], ["c"]]))
    files.pickle("faiss.pkl", lambda: (i := of("faiss", "IndexFlatL2")(4), i.add(x.astype("float32")))[0])
    files.do("index.faiss", lambda path: of("faiss", "write_index")((i := of("faiss", "IndexFlatL2")(4), i.add(x.astype("float32")))[0], str(path)))  # fmt: skip
    files.do("index.ann", lambda path: (i := of("annoy", "AnnoyIndex")(4, "angular"), i.add_item(0, [1, 2, 3, 4]), i.build(2), i.save(str(path))))  # fmt: skip
    files.do("index.hnsw", lambda path: (i := of("hnswlib", "Index")("l2", 4), i.init_index(100), i.add_items(x), i.save_index(str(path))))  # fmt: skip
    files.pickle("hnsw.pkl", lambda: (i := of("hnswlib", "Index")("l2", 4), i.init_index(100), i.add_items(x))[0])
    files.pickle("econml.pkl", lambda: of("econml.dml", "LinearDML")().fit(value, label, X=x))
    files.pickle("dask.pkl", lambda: of("dask_ml.linear_model", "LogisticRegression")())
    files.pickle("skorch.pkl", lambda: of("skorch", "NeuralNetClassifier")(of("torch.nn", "Linear"), module__in_features=4, module__out_features=2, max_epochs=1, verbose=0).fit(x.astype("float32"), label))  # fmt: skip
    files.do("model.skops", lambda path: of("skops.io", "dump")(of("sklearn.pipeline", "make_pipeline")(_scale(), of("sklearn.ensemble", "RandomForestClassifier")(3)).fit(x, label), path))  # fmt: skip
    files.do("model_func.skops", lambda path: of("skops.io", "dump")(of("sklearn.preprocessing", "FunctionTransformer")(np.log1p), path))  # fmt: skip
    files.do("model_xgb.skops", lambda path: of("skops.io", "dump")(of("xgboost", "XGBClassifier")(n_estimators=2).fit(x, label), path))  # fmt: skip
    files.do("search.skops", lambda path: of("skops.io", "dump")(of("sklearn.model_selection", "GridSearchCV")(_log(), {"C": [1, 2]}, cv=2).fit(x, label), path))  # fmt: skip


@maker
def words(files: Files) -> None:
    texts = [["good", "film", "plot"], ["bad", "film", "end"]] * 8

    def of(module: str, name: str) -> Any:
        return getattr(importlib.import_module(module), name)

    files.do("phrases.pkl", lambda path: of("gensim.models", "Phrases")(texts, min_count=1).save(str(path)))
    files.do("phraser.model", lambda path: of("gensim.models.phrases", "Phraser")(of("gensim.models", "Phrases")(texts, min_count=1)).save(str(path)))  # fmt: skip
    files.do("vectors.kv", lambda path: of("gensim.models", "Word2Vec")(texts, vector_size=4, min_count=1).wv.save(str(path)))  # fmt: skip
    files.do("lsi.model", lambda path: of("gensim.models", "LsiModel")([[(0, 1.0)], [(1, 1.0)]], num_topics=2).save(str(path)))  # fmt: skip
    files.do("hdp.model", lambda path: of("gensim.models", "HdpModel")([[(0, 1)], [(1, 1)]], of("gensim.corpora", "Dictionary")(texts)).save(str(path)))  # fmt: skip
    files.do("index.sim", lambda path: of("gensim.similarities", "MatrixSimilarity")([[(0, 1.0)], [(1, 1.0)]], num_features=2).save(str(path)))  # fmt: skip
    files.pickle("gensim.pkl", lambda: of("gensim.models", "Word2Vec")(texts, vector_size=4, min_count=1))
    tagged = [[("good", "ADJ"), ("film", "NOUN")]] * 4
    files.pickle("nltk_tagger.pkl", lambda: of("nltk.tag", "BigramTagger")(tagged, backoff=of("nltk.tag", "UnigramTagger")(tagged, backoff=of("nltk.tag", "DefaultTagger")("NN"))))  # fmt: skip
    files.pickle("nltk_bayes.pkl", lambda: of("nltk", "NaiveBayesClassifier").train([({"a": 1}, "x"), ({"a": 2}, "y")]))
    files.pickle("nltk_perceptron.pkl", lambda: (t := of("nltk.tag.perceptron", "PerceptronTagger")(load=False), t.train(tagged, nr_iter=1))[0])  # fmt: skip
    files.pickle("nltk_more.pkl", lambda: [of("nltk", "FreqDist")("abc"), of("nltk.stem", "PorterStemmer")(), of("nltk.stem", "SnowballStemmer")("english"), of("nltk.tokenize", "RegexpTokenizer")(r"\w+"), of("nltk", "Tree")("S", ["a"]), of("nltk.tokenize", "TreebankWordTokenizer")(), of("nltk.lm", "Vocabulary")(["a"]), of("nltk.classify", "MaxentClassifier").train([({"a": 1}, "x"), ({"a": 2}, "y")], max_iter=1, trace=0)])  # fmt: skip
    files.pickle("punkt.pkl", lambda: of("nltk.tokenize.punkt", "PunktSentenceTokenizer")("Good film. Bad end. Mr. Smith."))  # fmt: skip
    files.pickle("hmm_tagger.pkl", lambda: of("nltk.tag.hmm", "HiddenMarkovModelTrainer")().train_supervised(tagged))
    files.do("spacy", lambda path: _spacy(path))
    files.pickle("spacy_doc.pkl", lambda: of("spacy", "blank")("en")("A good film"))
    files.pickle("spacy_nlp.pkl", lambda: of("spacy", "blank")("de"))
    files.pickle("textblob.pkl", lambda: of("textblob.classifiers", "NaiveBayesClassifier")([("good film", "pos"), ("bad film", "neg")]))  # fmt: skip


def _spacy(path: Path) -> None:
    import spacy

    nlp = spacy.blank("en")
    for name in ("tagger", "ner", "parser", "textcat_multilabel", "spancat"):
        nlp.add_pipe(name)
    nlp.get_pipe("tagger").add_label("NN")
    nlp.get_pipe("ner").add_label("ORG")
    nlp.get_pipe("parser").add_label("nsubj")
    nlp.get_pipe("textcat_multilabel").add_label("A")
    nlp.get_pipe("spancat").add_label("A")
    nlp.initialize()
    nlp.to_disk(path)


@maker
def torch_whole(files: Files) -> None:
    """Every module of torch.nn that can be made with plain arguments, optimisers, schedules, distributions."""
    import argparse

    import torch
    from torch import nn, optim

    tries: list[tuple[Any, ...]] = [(), (4,), (4, 2), (4, 2, 2), (2, 2, 2, 2), (1, 4), ("sum",)]
    made: list[Any] = []
    for name in sorted(dir(nn)):
        kind = getattr(nn, name)
        if not isinstance(kind, type) or not issubclass(kind, nn.Module) or kind is nn.Module:
            continue
        for arguments in tries:
            try:
                made.append(kind(*arguments))
                break
            except Exception:
                continue
    for at in range(0, len(made), 40):
        files.torch(f"modules{at}.pt", lambda at=at: nn.ModuleList(made[at : at + 40]))
    net = nn.Sequential(nn.Linear(4, 4), nn.SiLU(), nn.Linear(4, 1))
    net(torch.ones(2, 4)).sum().backward()
    all_optims = []
    for name in sorted(dir(optim)):
        kind = getattr(optim, name)
        if isinstance(kind, type) and issubclass(kind, optim.Optimizer) and kind is not optim.Optimizer:
            try:
                all_optims.append(kind(net.parameters(), lr=0.1))
                all_optims[-1].step()
            except Exception:
                continue
    files.torch("optimizers.pt", lambda: all_optims)
    files.torch("optimizer_states.pt", lambda: [one.state_dict() for one in all_optims])
    base = optim.SGD(net.parameters(), 0.1)
    plans = optim.lr_scheduler
    files.torch("schedulers.pt", lambda: [plans.StepLR(base, 2), plans.MultiStepLR(base, [1, 2]), plans.ExponentialLR(base, 0.9), plans.CosineAnnealingWarmRestarts(base, 3), plans.ReduceLROnPlateau(base), plans.OneCycleLR(base, 0.1, 5), plans.CyclicLR(base, 0.1, 0.2), plans.LinearLR(base), plans.ConstantLR(base), plans.PolynomialLR(base), plans.SequentialLR(base, [plans.StepLR(base, 1), plans.StepLR(base, 2)], [1]), plans.ChainedScheduler([plans.StepLR(base, 1)])])  # fmt: skip
    files.torch("swa.pt", lambda: {"swa": optim.swa_utils.AveragedModel(net).state_dict(), "scaler": torch.amp.GradScaler("cpu").state_dict()})  # fmt: skip
    files.torch("averaged.pt", lambda: optim.swa_utils.AveragedModel(net))
    files.torch("espnet_like.pth", lambda: {"model": net.state_dict(), "optimizers": [base.state_dict()], "schedulers": [None], "reporter": {"epoch": 3, "stats": {"train": {"loss": 0.1}}}, "scaler": None})  # fmt: skip
    files.torch("fairseq_like.pt", lambda: {"args": argparse.Namespace(arch="transformer", lr=[0.1], data="/data"), "cfg": None, "model": net.state_dict(), "criterion": None, "optimizer_history": [{"criterion_name": "CrossEntropyCriterion", "optimizer_name": "FairseqAdam", "lr_scheduler_state": {"best": 1.0}, "num_updates": 3}], "task_state": {}, "extra_state": {"train_iterator": {"epoch": 1}, "val_loss": 3.0}, "last_optimizer_state": base.state_dict()})  # fmt: skip
    d = torch.distributions
    files.torch("distributions.pt", lambda: [d.Normal(0.0, 1.0), d.Categorical(torch.ones(3)), d.MultivariateNormal(torch.zeros(2), torch.eye(2)), d.Bernoulli(0.5), d.Beta(1.0, 1.0), d.Gamma(1.0, 1.0), d.Independent(d.Normal(torch.zeros(2), 1.0), 1), d.MixtureSameFamily(d.Categorical(torch.ones(2)), d.Normal(torch.zeros(2), 1.0)), d.TransformedDistribution(d.Normal(0.0, 1.0), [d.transforms.ExpTransform()]), d.Uniform(0.0, 1.0), d.StudentT(3.0), d.Poisson(1.0)])  # fmt: skip
    data = torch.utils.data
    files.torch("loaders.pt", lambda: [data.DataLoader(data.TensorDataset(torch.ones(4)), 2), data.ConcatDataset([data.TensorDataset(torch.ones(1))]), data.RandomSampler(range(3)), data.WeightedRandomSampler([1.0], 1), data.BatchSampler(data.SequentialSampler(range(2)), 1, False)])  # fmt: skip
    files.torch("types.pt", lambda: [getattr(torch, one) for one in ("float8_e4m3fn", "float8_e5m2", "bfloat16", "int4", "uint16", "complex64", "qint8") if hasattr(torch, one)] + [torch.strided, torch.contiguous_format, torch.device("cuda", 0), torch.Generator(), torch.Size([2]), torch.finfo(torch.float32).max, torch.nn.Parameter(torch.ones(1)), nn.Buffer(torch.ones(1))])  # fmt: skip
    files.torch("views.pt", lambda: [torch.arange(8).view(2, 4)[:, 1:], torch.ones(3).requires_grad_(), torch.ones(3, dtype=torch.float8_e4m3fn), torch.ones(2).conj(), torch.sparse_csr_tensor([0, 1], [0], [1.0]), torch.ones(2).to("meta")])  # fmt: skip
    files.torch("pruned.pt", lambda: importlib.import_module("torch.nn.utils.prune").l1_unstructured(nn.Linear(3, 3), "weight", 1))  # fmt: skip
    files.torch("weight_norm.pt", lambda: nn.utils.weight_norm(nn.Linear(3, 3)))
    files.torch("spectral.pt", lambda: nn.utils.spectral_norm(nn.Linear(3, 3)))
    files.torch("qat.pt", lambda: importlib.import_module("torch.ao.quantization").get_default_qconfig("x86"))
    files.torch("parametrized_whole.pt", lambda: nn.utils.parametrizations.orthogonal(nn.Linear(3, 3)).state_dict())
    files.do("scripted.pt", lambda path: torch.jit.script(nn.Sequential(nn.LSTM(3, 4))).save(str(path)))
    files.do("frozen.pt", lambda path: torch.jit.freeze(torch.jit.script(net.eval())).save(str(path)))
    files.do("export.pt2", lambda path: torch.export.save(torch.export.export(net, (torch.ones(1, 4),)), path))
    files.do("net.onnx", lambda path: torch.onnx.export(net, (torch.ones(1, 4),), path, dynamo=False))
    files.do("dcp", lambda path: importlib.import_module("torch.distributed.checkpoint").save(net.state_dict(), checkpoint_id=str(path)))  # fmt: skip
    files.do("tb", lambda path: importlib.import_module("torch.utils.tensorboard").SummaryWriter(str(path)).add_scalar("a", 1.0))  # fmt: skip


@maker
def torch_families(files: Files) -> None:
    import torch

    def of(module: str, name: str) -> Any:
        return getattr(importlib.import_module(module), name)

    for name in ("resnet18", "mobilenet_v3_small", "vit_b_16", "efficientnet_b0", "densenet121", "convnext_tiny", "swin_t", "squeezenet1_1", "googlenet", "shufflenet_v2_x0_5", "regnet_y_400mf", "mnasnet0_5", "inception_v3"):  # fmt: skip
        files.torch(f"tv_{name}.pth", lambda n=name: of("torchvision.models", n)().half())
    for name in ("fasterrcnn_mobilenet_v3_large_320_fpn", "ssdlite320_mobilenet_v3_large", "retinanet_resnet50_fpn"):
        files.torch(f"tv_{name}.pth", lambda n=name: of("torchvision.models.detection", n)(weights=None, weights_backbone=None).half())  # fmt: skip
    for name in ("deeplabv3_mobilenet_v3_large", "lraspp_mobilenet_v3_large"):
        files.torch(f"tv_{name}.pth", lambda n=name: of("torchvision.models.segmentation", n)(weights=None, weights_backbone=None).half())  # fmt: skip
    for version in ("v1", "v2"):
        t = "torchvision.transforms" + ("" if version == "v1" else ".v2")
        files.torch(f"transforms_{version}.pt", lambda t=t: of(t, "Compose")([of(t, "Resize")(8), of(t, "CenterCrop")(8), of(t, "RandomHorizontalFlip")(), of(t, "ColorJitter")(0.1), of(t, "RandomResizedCrop")(8), of(t, "ToTensor")(), of(t, "Normalize")([0.5], [0.5]), of(t, "RandomErasing")(), of(t, "RandAugment")(), of(t, "GaussianBlur")(3)]))  # fmt: skip
    for name in ("resnet10t", "vit_tiny_patch16_224", "efficientnet_lite0", "convnext_atto", "mobilenetv4_conv_small", "mobileone_s0", "levit_128s", "mixer_s32_224", "ghostnet_050", "regnetx_002", "edgenext_xx_small", "fastvit_t8", "tiny_vit_5m_224", "repvgg_a0", "hardcorenas_a", "maxvit_rmlp_pico_rw_256", "coatnet_nano_rw_224", "swinv2_cr_tiny_224", "deit_tiny_patch16_224", "xcit_nano_12_p16_224"):  # fmt: skip
        files.torch(f"timm_{name}.pth", lambda n=name: of("timm", "create_model")(n).half())
    for name in ("yolov8n", "yolo11n-seg", "yolov8n-cls", "yolo11n-pose", "yolov5n", "yolov8n-obb", "yolov9t", "yolov10n", "rtdetr-l", "yolo12n", "yolo26n"):  # fmt: skip
        files.torch(f"{name}.pt", lambda n=name: {"model": (of("ultralytics", "RTDETR") if "rtdetr" in n else of("ultralytics", "YOLO"))(n + ".yaml").model.half(), "train_args": {"imgsz": 640}, "date": "2024", "version": "8", "ema": None})  # fmt: skip
    for kind in ("Unet", "FPN", "DeepLabV3Plus", "PSPNet", "UnetPlusPlus", "MAnet", "Linknet", "Segformer"):
        files.torch(f"smp_{kind}.pth", lambda k=kind: of("segmentation_models_pytorch", k)("resnet18", encoder_weights=None).half())  # fmt: skip
    for name in ("UNet", "SwinUNETR", "DynUNet", "SegResNet", "DenseNet121", "VNet", "AutoEncoder", "UNETR", "AttentionUnet"):  # fmt: skip
        files.torch(f"monai_{name}.pt", lambda n=name: _monai(n).half())
    files.torch("monai_transforms.pt", lambda: of("monai.transforms", "Compose")([of("monai.transforms", "EnsureChannelFirst")(), of("monai.transforms", "ScaleIntensity")(), of("monai.transforms", "RandFlip")(0.5)]))  # fmt: skip
    g = "torch_geometric.nn"
    for kind in ("GCNConv", "GATConv", "SAGEConv", "GraphConv", "TransformerConv", "GATv2Conv", "ChebConv"):
        files.torch(f"pyg_{kind}.pt", lambda k=kind: of(g, k)(4, 2))
    for kind in ("GCN", "GraphSAGE", "GAT", "MLP", "PNA"):
        files.torch(f"pyg_{kind}_model.pt", lambda k=kind: of(g, k)(4, 8, 2, 2) if k != "MLP" else of(g, k)([4, 8, 2]))
    files.torch("pyg_data.pt", lambda: [of("torch_geometric.data", "Data")(x=torch.ones(2, 2), edge_index=torch.tensor([[0], [1]])), of("torch_geometric.data", "HeteroData")(), of("torch_geometric.data", "Batch").from_data_list([of("torch_geometric.data", "Data")(x=torch.ones(2, 2))])])  # fmt: skip
    files.torch("kornia.pt", lambda: of("kornia.augmentation", "AugmentationSequential")(of("kornia.augmentation", "RandomHorizontalFlip")(), data_keys=["input"]))  # fmt: skip
    files.torch("gpytorch.pt", lambda: [of("gpytorch.kernels", "ScaleKernel")(of("gpytorch.kernels", "RBFKernel")()), of("gpytorch.likelihoods", "GaussianLikelihood")(), of("gpytorch.means", "ConstantMean")()])  # fmt: skip
    files.torch("botorch.pt", lambda: of("botorch.models", "SingleTaskGP")(torch.rand(5, 2).double(), torch.rand(5, 1).double()))  # fmt: skip
    files.torch("ema.pt", lambda: of("ema_pytorch", "EMA")(torch.nn.Linear(2, 2)))
    files.torch("ema_state.pt", lambda: of("ema_pytorch", "EMA")(torch.nn.Linear(2, 2)).state_dict())
    files.torch("torch_ema.pt", lambda: of("torch_ema", "ExponentialMovingAverage")(torch.nn.Linear(2, 2).parameters(), 0.9).state_dict())  # fmt: skip
    files.torch("timm_ema.pt", lambda: of("timm.utils", "ModelEmaV2")(torch.nn.Linear(2, 2)))
    files.torch("omegaconf.ckpt", lambda: {"hyper_parameters": of("omegaconf", "OmegaConf").create({"a": {"b": [1, "${a.c}"], "c": 3}}), "state_dict": {}, "pytorch-lightning_version": "1.9.0", "epoch": 3, "global_step": 7, "callbacks": {}, "lr_schedulers": [], "optimizer_states": []})  # fmt: skip
    files.torch("addict.pt", lambda: [of("addict", "Dict")(a=1), of("easydict", "EasyDict")(a=1), of("yacs.config", "CfgNode")({"a": 1})])  # fmt: skip
    files.torch("mmengine.pth", lambda: {"meta": {"cfg": of("mmengine.config", "ConfigDict")(a=1), "seed": 1}, "message_hub": of("mmengine.logging", "MessageHub").get_instance("a").state_dict(), "state_dict": torch.nn.Linear(2, 2).state_dict()})  # fmt: skip
    files.torch("open_clip.pt", lambda: of("open_clip", "create_model")("RN50", pretrained=None).half())
    files.torch("flair.pt", lambda: of("flair.models", "SequenceTagger")(64, of("flair.embeddings", "OneHotEmbeddings")(of("flair.data", "Dictionary")()), of("flair.data", "Dictionary")(), "ner"))  # fmt: skip
    files.do("flair_tagger.pt", lambda path: _flair(path))
    files.do("fastai.pkl", lambda path: _fastai(path))
    files.do("sb3", lambda path: _stable_baselines(path))
    files.do("tabnet", lambda path: _tabnet(path))
    files.torch("pyro.pt", lambda: of("pyro", "get_param_store")().get_state())
    files.torch("pf.pt", lambda: of("pytorch_forecasting.metrics", "QuantileLoss")())
    files.torch("torchmetrics.pt", lambda: of("torchmetrics", "MetricCollection")([of("torchmetrics.classification", "MulticlassAccuracy")(3), of("torchmetrics", "MeanSquaredError")(), of("torchmetrics", "AUROC")("binary")]))  # fmt: skip
    files.torch("einops.pt", lambda: of("einops.layers.torch", "Rearrange")("b c h -> b (c h)"))
    files.torch("speechbrain.ckpt", lambda: of("speechbrain.nnet.RNN", "LSTM")(4, input_size=3))
    files.torch("ecapa.ckpt", lambda: of("speechbrain.lobes.models.ECAPA_TDNN", "ECAPA_TDNN")(80, lin_neurons=16, channels=[16] * 5))  # fmt: skip


def _monai(name: str) -> Any:
    nets = importlib.import_module("monai.networks.nets")
    options: dict[str, dict[str, Any]] = {
        "UNet": {"spatial_dims": 2, "in_channels": 1, "out_channels": 2, "channels": (4, 8), "strides": (2,)}, "SwinUNETR": {"in_channels": 1, "out_channels": 2, "feature_size": 12}, "DynUNet": {"spatial_dims": 2, "in_channels": 1, "out_channels": 2, "kernel_size": [3, 3], "strides": [1, 2], "upsample_kernel_size": [2]}, "SegResNet": {"init_filters": 8}, "DenseNet121": {"spatial_dims": 2, "in_channels": 1, "out_channels": 2}, "VNet": {}, "AutoEncoder": {"spatial_dims": 2, "in_channels": 1, "out_channels": 1, "channels": (2, 4), "strides": (1, 2)}, "UNETR": {"in_channels": 1, "out_channels": 2, "img_size": 16, "hidden_size": 12, "num_heads": 2}, "AttentionUnet": {"spatial_dims": 2, "in_channels": 1, "out_channels": 2, "channels": (4, 8), "strides": (2,)},
    }  # fmt: skip
    return getattr(nets, name)(**options[name])


def _flair(path: Path) -> None:
    from flair.data import Dictionary
    from flair.embeddings import CharacterEmbeddings
    from flair.models import SequenceTagger

    tags = Dictionary()
    for one in ("ORG", "PER"):
        tags.add_item(one)
    SequenceTagger(CharacterEmbeddings(), tags, "ner", hidden_size=8).save(path)


def _fastai(path: Path) -> None:
    import pandas as pd
    from fastai.tabular.all import (
        Categorify,
        CategoryBlock,
        FillMissing,
        Normalize,
        TabularDataLoaders,
        tabular_learner,
    )

    frame = pd.DataFrame({"a": [1.0, 2.0, 3.0, 4.0] * 10, "c": ["x", "y"] * 20, "y": ["u", "v"] * 20})
    data = TabularDataLoaders.from_df(frame, procs=[Categorify, FillMissing, Normalize], cat_names=["c"], cont_names=["a"], y_names="y", y_block=CategoryBlock(), bs=8)  # fmt: skip
    tabular_learner(data, layers=[8]).export(path)


def _stable_baselines(path: Path) -> None:
    import stable_baselines3 as sb3

    path.mkdir()
    for kind in ("PPO", "A2C", "DQN"):
        getattr(sb3, kind)("MlpPolicy", "CartPole-v1").save(path / f"{kind}.zip")
    for kind in ("SAC", "TD3", "DDPG"):
        getattr(sb3, kind)("MlpPolicy", "Pendulum-v1").save(path / f"{kind}.zip")
    from stable_baselines3.common.env_util import make_vec_env
    from stable_baselines3.common.vec_env import VecNormalize

    VecNormalize(make_vec_env("CartPole-v1")).save(str(path / "vec_normalize.pkl"))


def _tabnet(path: Path) -> None:
    from pytorch_tabnet.tab_model import TabNetClassifier

    x, label, _ = _data()
    path.mkdir()
    made = TabNetClassifier(verbose=0)
    made.fit(x, label, max_epochs=1, batch_size=32, virtual_batch_size=32)
    made.save_model(str(path / "tabnet"))


@maker
def trainers(files: Files) -> None:
    """Checkpoints as the trainers of transformers, accelerate, lightning and sentence-transformers leave them."""
    files.do("hf", _hf_trainer)
    files.do("accelerate", _accelerate)
    files.do("lightning", _lightning)
    files.do("peft", _peft)
    files.do("diffusers", _diffusers)
    files.do("configs", _trl_args)


class _Rows:
    """A data set of four rows."""

    def __len__(self) -> int:
        return 8

    def __getitem__(self, at: int) -> dict[str, Any]:
        import torch

        return {"input_ids": torch.tensor([1, 2, 3, 4]), "attention_mask": torch.ones(4).long(), "labels": torch.tensor(at % 2)}  # fmt: skip


def _tiny(kind: str = "BertForSequenceClassification", config: str = "BertConfig", **more: Any) -> Any:
    import transformers

    options = {"hidden_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 16, "vocab_size": 50} | more  # fmt: skip
    return getattr(transformers, kind)(getattr(transformers, config)(**options))


def _hf_trainer(path: Path) -> None:
    import torch
    import transformers

    arguments = transformers.TrainingArguments(output_dir=str(path), max_steps=2, save_steps=1, report_to=[], use_cpu=True, per_device_train_batch_size=2)  # fmt: skip
    trainer = transformers.Trainer(_tiny(), arguments, train_dataset=_Rows())  # type: ignore[arg-type]
    trainer.train()
    trainer.save_model(str(path / "final"))
    for name, kind, config in (("llama", "LlamaForCausalLM", "LlamaConfig"), ("qwen2", "Qwen2ForCausalLM", "Qwen2Config"), ("roberta", "RobertaModel", "RobertaConfig"), ("mistral", "MistralForCausalLM", "MistralConfig"), ("gemma", "GemmaForCausalLM", "GemmaConfig"), ("phi", "PhiForCausalLM", "PhiConfig"), ("deberta", "DebertaV2Model", "DebertaV2Config"), ("electra", "ElectraModel", "ElectraConfig"), ("xlmr", "XLMRobertaModel", "XLMRobertaConfig"), ("modernbert", "ModernBertModel", "ModernBertConfig")):  # fmt: skip
        try:
            torch.save(_tiny(kind, config), path / f"{name}_whole.pt")
        except Exception as error:
            print("skipped", name, str(error)[:100])
    for at, strategy in enumerate(("cosine", "linear", "polynomial", "constant_with_warmup", "inverse_sqrt")):
        arguments = transformers.Seq2SeqTrainingArguments(output_dir="x", report_to=[], lr_scheduler_type=strategy, optim="adafactor", eval_strategy="epoch", bf16=False) if at % 2 else transformers.TrainingArguments(output_dir="x", report_to=["none"], lr_scheduler_type=strategy, logging_dir="y" if False else None) if False else transformers.TrainingArguments(output_dir="x", report_to=[], lr_scheduler_type=strategy, push_to_hub=False, dataloader_num_workers=2)  # fmt: skip
        torch.save(arguments, path / f"training_args_{strategy}.bin")


def _accelerate(path: Path) -> None:
    import accelerate
    import torch

    machine = accelerate.Accelerator(cpu=True)
    net = torch.nn.Linear(2, 2)
    made = torch.optim.AdamW(net.parameters())
    prepared = machine.prepare(net, made, torch.optim.lr_scheduler.StepLR(made, 1))
    machine.save_state(str(path))
    machine.save_state(str(path / "old"), safe_serialization=False)
    torch.save(prepared[0], path / "prepared.pt")


def _lightning(path: Path) -> None:
    import argparse

    import lightning
    import torch
    from lightning.pytorch import callbacks

    class Net(lightning.LightningModule):
        def __init__(self, config: Any = None, lr: float = 0.1) -> None:
            super().__init__()
            self.save_hyperparameters()
            self.layer = torch.nn.Linear(2, 1)

        def training_step(self, batch: Any, _: int) -> Any:
            loss = self.layer(batch[0]).mean()
            self.log("loss", loss)
            return loss

        def configure_optimizers(self) -> Any:
            return torch.optim.AdamW(self.parameters())

    data = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(torch.ones(8, 2)), 4)
    more = [callbacks.ModelCheckpoint(path / "best", monitor="loss", save_last=True), callbacks.StochasticWeightAveraging(0.1), callbacks.Timer(), callbacks.LearningRateMonitor()][:3]  # fmt: skip
    for name, config in (("plain", {"a": 1}), ("namespace", argparse.Namespace(a=1)), ("omega", importlib.import_module("omegaconf").OmegaConf.create({"a": [1]}))):  # fmt: skip
        trainer = lightning.Trainer(max_epochs=1, logger=False, enable_progress_bar=False, default_root_dir=path, callbacks=more, accelerator="cpu")  # fmt: skip
        trainer.fit(Net(config), data)
        trainer.save_checkpoint(path / f"{name}.ckpt")


def _peft(path: Path) -> None:
    import peft
    import torch

    path.mkdir()
    made = peft.get_peft_model(_tiny(), peft.LoraConfig(r=2, target_modules=["query"]))
    made.save_pretrained(path / "lora")
    torch.save(made, path / "whole.pt")
    torch.save([peft.LoraConfig(), peft.PrefixTuningConfig(), peft.IA3Config(), peft.TaskType.CAUSAL_LM], path / "configs.pt")  # fmt: skip


def _diffusers(path: Path) -> None:
    import diffusers
    import torch

    path.mkdir()
    unet = diffusers.UNet2DConditionModel(block_out_channels=(32, 64), layers_per_block=1, sample_size=8, down_block_types=("DownBlock2D", "CrossAttnDownBlock2D"), up_block_types=("CrossAttnUpBlock2D", "UpBlock2D"), cross_attention_dim=16)  # fmt: skip
    torch.save(unet.half(), path / "unet.bin")
    torch.save(diffusers.AutoencoderKL(), path / "vae.bin")
    unet.save_pretrained(path / "unet", safe_serialization=False)
    for name in ("DDPMScheduler", "DDIMScheduler", "EulerDiscreteScheduler", "DPMSolverMultistepScheduler"):
        torch.save(getattr(diffusers, name)(), path / f"{name}.pt")
    torch.save(diffusers.training_utils.EMAModel(unet.parameters()).state_dict(), path / "ema.bin")


def _trl_args(path: Path) -> None:
    import torch

    path.mkdir()
    for module, name in (("trl", "SFTConfig"), ("trl", "DPOConfig"), ("trl", "GRPOConfig"), ("trl", "RewardConfig"), ("trl", "KTOConfig"), ("sentence_transformers", "SentenceTransformerTrainingArguments"), ("sentence_transformers", "CrossEncoderTrainingArguments")):  # fmt: skip
        try:
            torch.save(getattr(importlib.import_module(module), name)(output_dir="x", report_to=[]), path / f"training_args_{name}.bin")  # fmt: skip
        except Exception as error:
            print("skipped", name, str(error)[:120])


@maker
def keras_all(files: Files) -> None:
    """Every layer, optimiser, loss, metric and initialiser of Keras that plain arguments make."""
    import keras
    from keras import layers

    shapes = [(8,), (8, 4), (8, 8, 3), (4, 4, 4, 2)]
    tries: list[tuple[Any, ...]] = [(), (2,), (2, 2), ([8],), ((2, 2),), (0.5,), (0.0, 1.0)]
    made = []
    for name in sorted(dir(layers)):
        kind = getattr(layers, name)
        if not isinstance(kind, type) or not issubclass(kind, layers.Layer) or name in ("Layer", "Lambda", "TFSMLayer", "TorchModuleWrapper", "JaxLayer", "FlaxLayer"):  # fmt: skip
            continue
        for shape in shapes:
            model = _one_layer(kind, tries, shape, keras)
            if model is not None:
                made.append((name, model))
                break
        else:
            print("skipped layer", name)
    for at, (name, model) in enumerate(made):
        files.do(f"{name}.{('keras', 'h5', 'weights.h5')[at % 3]}", lambda path, m=model, at=at: m.save_weights(path) if at % 3 == 2 else m.save(path))  # fmt: skip
    for group in ("optimizers", "losses", "metrics"):
        for name in sorted(dir(getattr(keras, group))):
            kind = getattr(getattr(keras, group), name)
            if isinstance(kind, type) and name[0].isupper() and name not in ("Optimizer", "Loss", "Metric", "LossScaleOptimizer", "MeanMetricWrapper", "TFOptimizer"):  # fmt: skip
                files.do(f"{group}_{name}.keras", lambda path, g=group, k=kind: _compiled(keras, g, k).save(path))
    for name in ("MobileNetV2", "ResNet50V2", "DenseNet121", "EfficientNetB0", "NASNetMobile", "Xception", "InceptionV3", "ConvNeXtTiny"):  # fmt: skip
        files.do(f"app_{name}.keras", lambda path, n=name: getattr(keras.applications, n)(weights=None, classes=2).save(path))  # fmt: skip


def _one_layer(kind: Any, tries: list[tuple[Any, ...]], shape: tuple[int, ...], keras: Any) -> Any:
    for arguments in tries:
        try:
            layer = kind(*arguments)
            entry = keras.Input(shape)
            try:
                out = layer(entry)
            except Exception:
                out = layer([entry, entry])
            return keras.Model(entry, out)
        except Exception:
            continue
    return None


def _compiled(keras: Any, group: str, kind: Any) -> Any:
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(2)])
    made = None
    for arguments in ((), (0.5,), (2,)):
        try:
            made = kind(*arguments)
            break
        except TypeError:
            continue
    model.compile(**{"optimizers": {"optimizer": made}, "losses": {"loss": made}, "metrics": {"loss": "mse", "metrics": [made]}}[group])  # fmt: skip
    return model


@maker
def keras_models(files: Files) -> None:
    """SavedModel, TFLite, checkpoints and callbacks' files of real training."""
    import keras
    import numpy as np
    import tensorflow as tf

    x, label = np.random.random((16, 4)).astype("float32"), np.array([0, 1] * 8)
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(4, "relu"), keras.layers.Dense(1, "sigmoid")])
    model.compile("adam", "binary_crossentropy", metrics=["accuracy"])
    model.fit(x, label, verbose=0, callbacks=[keras.callbacks.ModelCheckpoint(str(files.folder / "epoch.keras"))])
    files.do("saved", lambda path: tf.saved_model.save(model, str(path)))
    files.do("exported", lambda path: model.export(str(path), verbose=False))
    files.do("model.tflite", lambda path: path.write_bytes(tf.lite.TFLiteConverter.from_keras_model(model).convert()))
    files.do("ckpt-1", lambda path: tf.train.Checkpoint(model=model).write(str(path)))
    files.do("model.json", lambda path: path.write_text(model.to_json()))
    rnn = keras.Sequential([keras.Input((5,)), keras.layers.Embedding(10, 4), keras.layers.LSTM(4), keras.layers.Dense(1)])  # fmt: skip
    files.do("rnn_saved", lambda path: tf.saved_model.save(rnn, str(path)))
    files.do("rnn.h5", lambda path: rnn.save(path))
    quantised = tf.lite.TFLiteConverter.from_keras_model(model)
    quantised.optimizations = [tf.lite.Optimize.DEFAULT]
    files.do("quantised.tflite", lambda path: path.write_bytes(quantised.convert()))


def main() -> None:
    folder = Path(sys.argv[1])
    only = set(sys.argv[2:])
    for make in MAKERS:
        if only and make.__name__ not in only:
            continue
        try:
            make(Files(folder / make.__name__))
        except BaseException as error:
            print("skipped", make.__name__, f"{type(error).__name__}: {error}"[:200])
    print(sum(one.is_file() for one in folder.rglob("*")), "files")


if __name__ == "__main__":
    main()
