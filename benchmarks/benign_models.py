"""Writes ordinary model files with whatever libraries the interpreter has: `python benchmarks/benign_models.py FOLDER`.

Each maker is run by itself; one whose library is missing or fails is named and skipped. The files are never read back.
"""

from __future__ import annotations

import sys
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

warnings.simplefilter("ignore")
MAKERS: list[Callable[[Path], None]] = []


def maker(function: Callable[[Path], None]) -> Callable[[Path], None]:
    MAKERS.append(function)
    return function


def _data() -> tuple[Any, Any, Any]:
    import numpy as np

    rng = np.random.default_rng(7)
    x = rng.normal(size=(120, 5))
    return x, (x[:, 0] + x[:, 1] > 0).astype(int), x @ rng.normal(size=5)


def _estimators() -> list[tuple[str, Any, str]]:
    from sklearn import (
        calibration,
        cluster,
        compose,
        covariance,
        cross_decomposition,
        decomposition,
        discriminant_analysis,
        dummy,
        ensemble,
        feature_selection,
        gaussian_process,
        impute,
        isotonic,
        kernel_approximation,
        kernel_ridge,
        linear_model,
        manifold,
        mixture,
        model_selection,
        multiclass,
        multioutput,
        naive_bayes,
        neighbors,
        neural_network,
        pipeline,
        preprocessing,
        random_projection,
        semi_supervised,
        svm,
        tree,
    )  # fmt: skip
    from sklearn.gaussian_process import kernels

    log, scale = linear_model.LogisticRegression, preprocessing.StandardScaler
    return [
        ("pipeline_columns", pipeline.make_pipeline(compose.ColumnTransformer([("a", scale(), [0, 1]), ("b", preprocessing.KBinsDiscretizer(3), [2])], remainder="passthrough"), ensemble.HistGradientBoostingClassifier(max_iter=5)), "c"),
        ("union", pipeline.make_pipeline(pipeline.make_union(decomposition.PCA(2), feature_selection.SelectKBest(k=2)), log()), "c"),
        ("grid", model_selection.GridSearchCV(svm.SVC(), {"C": [1, 2]}, cv=2), "c"),
        ("random_search", model_selection.RandomizedSearchCV(tree.DecisionTreeClassifier(), {"max_depth": [2, 3]}, n_iter=2, cv=2), "c"),
        ("halving_kfold", model_selection.GridSearchCV(linear_model.Ridge(), {"alpha": [1, 2]}, cv=model_selection.TimeSeriesSplit(3)), "r"),
        ("stacking", ensemble.StackingClassifier([("a", log()), ("b", naive_bayes.GaussianNB())]), "c"),
        ("voting", ensemble.VotingRegressor([("a", linear_model.Lasso()), ("b", tree.ExtraTreeRegressor())]), "r"),
        ("calibrated", calibration.CalibratedClassifierCV(svm.LinearSVC(), cv=2), "c"),
        ("gp", gaussian_process.GaussianProcessRegressor(kernels.ConstantKernel() * kernels.RBF() + kernels.WhiteKernel()), "r"),
        ("gpc", gaussian_process.GaussianProcessClassifier(kernels.Matern()), "c"),
        ("mlp", neural_network.MLPClassifier(max_iter=5), "c"),
        ("rbm", pipeline.make_pipeline(preprocessing.MinMaxScaler(), neural_network.BernoulliRBM(4, n_iter=2)), "c"),
        ("isolation", ensemble.IsolationForest(n_estimators=5), "c"),
        ("gb", ensemble.GradientBoostingRegressor(n_estimators=5, loss="huber"), "r"),
        ("ada", ensemble.AdaBoostClassifier(n_estimators=3), "c"),
        ("bagging", ensemble.BaggingRegressor(neighbors.KNeighborsRegressor(), n_estimators=3), "r"),
        ("knn_balltree", neighbors.KNeighborsClassifier(algorithm="ball_tree"), "c"),
        ("knn_kdtree", neighbors.RadiusNeighborsRegressor(algorithm="kd_tree", radius=9.0), "r"),
        ("lof", neighbors.LocalOutlierFactor(novelty=True), "c"),
        ("nca", neighbors.NeighborhoodComponentsAnalysis(2), "c"),
        ("kde", neighbors.KernelDensity(), "c"),
        ("ovr", multiclass.OneVsRestClassifier(linear_model.SGDClassifier()), "c"),
        ("ovo", multiclass.OneVsOneClassifier(linear_model.Perceptron()), "c"),
        ("ecoc", multiclass.OutputCodeClassifier(linear_model.PassiveAggressiveClassifier()), "c"),
        ("chain", multioutput.MultiOutputRegressor(linear_model.HuberRegressor()), "m"),
        ("lda", discriminant_analysis.LinearDiscriminantAnalysis(), "c"),
        ("qda", discriminant_analysis.QuadraticDiscriminantAnalysis(), "c"),
        ("dummy", dummy.DummyClassifier(), "c"),
        ("iterative_imputer", impute.KNNImputer(), "c"),
        ("missing", impute.MissingIndicator(), "c"),
        ("isotonic", isotonic.IsotonicRegression(), "i"),
        ("nystroem", kernel_approximation.Nystroem(n_components=4), "c"),
        ("rbf_sampler", kernel_approximation.RBFSampler(), "c"),
        ("kernel_ridge", kernel_ridge.KernelRidge(), "r"),
        ("isomap", manifold.Isomap(), "c"),
        ("lle", manifold.LocallyLinearEmbedding(n_neighbors=5), "c"),
        ("bgm", mixture.BayesianGaussianMixture(n_components=2), "c"),
        ("kmeans", cluster.MiniBatchKMeans(2, n_init=1), "c"),
        ("birch", cluster.Birch(), "c"),
        ("dbscan", cluster.DBSCAN(), "c"),
        ("optics", cluster.OPTICS(), "c"),
        ("agglomeration", cluster.FeatureAgglomeration(2), "c"),
        ("bisecting", cluster.BisectingKMeans(2), "c"),
        ("nmf", pipeline.make_pipeline(preprocessing.MinMaxScaler(), decomposition.NMF(2)), "c"),
        ("ica", decomposition.FastICA(n_components=2), "c"),
        ("kpca", decomposition.KernelPCA(2), "c"),
        ("dictionary", decomposition.MiniBatchDictionaryLearning(2, max_iter=2), "c"),
        ("pls", cross_decomposition.PLSRegression(2), "r"),
        ("envelope", covariance.EllipticEnvelope(), "c"),
        ("ledoit", covariance.LedoitWolf(), "c"),
        ("projection", random_projection.SparseRandomProjection(2), "c"),
        ("propagation", semi_supervised.LabelSpreading(), "c"),
        ("self_training", semi_supervised.SelfTrainingClassifier(log()), "c"),
        ("rfe", feature_selection.RFECV(log(), cv=2), "c"),
        ("from_model", feature_selection.SelectFromModel(ensemble.ExtraTreesClassifier(5)), "c"),
        ("nusvr", svm.NuSVR(), "r"),
        ("ransac", linear_model.RANSACRegressor(), "r"),
        ("theil", linear_model.TheilSenRegressor(max_subpopulation=100), "r"),
        ("quantile", linear_model.QuantileRegressor(), "r"),
        ("glm", linear_model.TweedieRegressor(), "r"),
        ("lars", linear_model.LassoLarsIC(), "r"),
        ("bayes_ridge", linear_model.ARDRegression(), "r"),
        ("power", preprocessing.PowerTransformer(), "c"),
        ("quantile_t", preprocessing.QuantileTransformer(n_quantiles=10), "c"),
        ("spline", preprocessing.SplineTransformer(), "c"),
        ("poly", preprocessing.PolynomialFeatures(), "c"),
        ("encoder", preprocessing.OneHotEncoder(handle_unknown="ignore"), "c"),
        ("target_encoder", getattr(preprocessing, "TargetEncoder", preprocessing.OrdinalEncoder)(), "c"),
        ("function_log", preprocessing.FunctionTransformer(__import__("numpy").log1p), "c"),
        ("ttr", compose.TransformedTargetRegressor(linear_model.Ridge(), func=__import__("numpy").log1p, inverse_func=__import__("numpy").expm1), "p"),
    ]  # fmt: skip


@maker
def scikit(folder: Path) -> None:
    import pickle

    import joblib
    import numpy as np

    x, label, value = _data()
    targets = {"c": label, "r": value, "m": np.c_[value, value], "p": np.abs(value), "i": value}
    forms: list[Any] = [
        0,
        ("zlib", 3),
        ("gzip", 3),
        ("bz2", 3),
        ("lzma", 3),
        ("xz", 3),
        "pickle2",
        "pickle5",
        ("lz4", 3),
        9,
    ]
    for at, (name, estimator, target) in enumerate(_estimators()):
        try:
            estimator.fit(x[:, 0] if target == "i" else x, targets[target])
        except Exception as error:  # an older library
            print("skipped", name, error)
            continue
        form = forms[at % len(forms)]
        if isinstance(form, str):
            (folder / f"sk_{name}.pkl").write_bytes(pickle.dumps(estimator, int(form[-1])))
        else:
            joblib.dump(estimator, folder / f"sk_{name}_{at % len(forms)}.joblib", compress=form)


@maker
def text_models(folder: Path) -> None:
    import joblib
    from sklearn.decomposition import LatentDirichletAllocation, TruncatedSVD
    from sklearn.feature_extraction import DictVectorizer, FeatureHasher
    from sklearn.feature_extraction.text import CountVectorizer, HashingVectorizer, TfidfVectorizer
    from sklearn.naive_bayes import ComplementNB
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import LabelBinarizer, MultiLabelBinarizer

    texts, label = ["a good film", "a bad film", "very good", "very bad indeed"] * 4, [1, 0, 1, 0] * 4
    joblib.dump(
        make_pipeline(TfidfVectorizer(ngram_range=(1, 2)), ComplementNB()).fit(texts, label), folder / "text_nb.joblib"
    )
    joblib.dump(
        make_pipeline(CountVectorizer(stop_words="english"), LatentDirichletAllocation(2)).fit(texts),
        folder / "text_lda.joblib",
    )
    joblib.dump(
        make_pipeline(HashingVectorizer(n_features=64), TruncatedSVD(2)).fit(texts),
        folder / "text_svd.joblib",
        compress=3,
    )
    joblib.dump([DictVectorizer().fit([{"a": 1}]), FeatureHasher(8)], folder / "features.joblib")
    joblib.dump([LabelBinarizer().fit(label), MultiLabelBinarizer().fit([["a"], ["b"]])], folder / "labels.pkl")


@maker
def frames(folder: Path) -> None:
    import datetime
    import decimal
    import pickle

    import joblib
    import numpy as np
    import pandas as pd

    frame = pd.DataFrame({
        "i": [1, 2, 3], "f": [1.5, None, 3.0], "s": ["a", "b", None], "b": [True, False, True],
        "c": pd.Categorical(["x", "y", "x"], ordered=True), "t": pd.date_range("2024-01-01", periods=3),
        "tz": pd.date_range("2024-01-01", periods=3, tz="Europe/Berlin"), "d": pd.to_timedelta([1, 2, 3], unit="D"),
        "p": pd.period_range("2024-01", periods=3, freq="M"), "n": pd.array([1, None, 3], dtype="Int64"),
        "st": pd.array(["a", None, "c"], dtype="string"), "bo": pd.array([True, None, False], dtype="boolean"),
        "fl": pd.array([1.0, None, 2.0], dtype="Float32"), "iv": pd.interval_range(0, 3), "sp": pd.arrays.SparseArray([0, 0, 1]),
        "o": [datetime.date(2024, 1, 1), decimal.Decimal("1.5"), {"a": [1]}],
    })  # fmt: skip
    for protocol in (2, 4, 5):
        frame.to_pickle(folder / f"frame{protocol}.pkl", protocol=protocol)
    for ending in ("gz", "bz2", "xz", "zip", "tar", "zst"):
        try:
            frame.to_pickle(folder / f"frame.pkl.{ending}")
        except ImportError as error:
            print("skipped", ending, error)
    joblib.dump(frame, folder / "frame.joblib", compress=("lzma", 1))
    index = pd.MultiIndex.from_product([["a", "b"], [1, 2]], names=["x", "y"])
    objects = [
        pd.Series([1, 2, 3, 4], index=index), index, pd.Timestamp("2024-01-01", tz="UTC"), pd.Timedelta("1D"), pd.NaT, pd.NA,
        pd.Interval(0, 1), pd.Period("2024-01"), pd.RangeIndex(5), pd.DatetimeIndex(["2024-01-01"], freq="D"), pd.CategoricalIndex(["a"]),
        pd.offsets.BusinessDay(), pd.offsets.MonthEnd(), pd.offsets.Week(weekday=1), pd.tseries.offsets.QuarterEnd(), pd.IntervalIndex.from_breaks([0, 1, 2]),
    ]  # fmt: skip
    (folder / "pandas_objects.pkl").write_bytes(pickle.dumps(objects))
    (folder / "groups.pkl").write_bytes(pickle.dumps(frame[["i", "f"]].describe()))
    plain = {
        "dates": [datetime.datetime.now(datetime.UTC), datetime.timedelta(1), datetime.time(1)], "set": frozenset({1, 2}), "bytes": bytearray(b"x"),
        "complex": 1j, "ranges": [range(5), slice(1, 2)], "decimal": decimal.Decimal(1), "path": Path("a/b"), "none": type(None), "ell": ...,
        "uuid": __import__("uuid").UUID(int=5), "fraction": __import__("fractions").Fraction(1, 3), "counter": __import__("collections").Counter("abc"),
        "dd": __import__("collections").defaultdict(list, a=[1]), "deque": __import__("collections").deque([1], 5), "ns": __import__("types").SimpleNamespace(a=1),
        "re": __import__("re").compile("a+"), "random": __import__("random").Random(1), "zone": __import__("zoneinfo").ZoneInfo("Europe/Berlin"),
        "array": __import__("array").array("d", [1.0]), "itemgetter": __import__("operator").itemgetter(0), "partial": __import__("functools").partial(max, 1),
        "np": [np.float64(1), np.datetime64("2024-01-01"), np.dtype([("a", "i4"), ("b", "f8", (2,))]), np.random.default_rng(1), np.random.RandomState(1), np.ma.array([1, 2], mask=[0, 1]), np.rec.array([(1, 2.0)], dtype=[("a", "i4"), ("b", "f8")]), np.matrix([[1]]), np.poly1d([1, 2]), np.bool_(True), np.array(["a"], dtype=object), np.polynomial.Polynomial([1, 2])],
    }  # fmt: skip
    for protocol in range(6):
        (folder / f"plain{protocol}.pickle").write_bytes(pickle.dumps(plain, protocol))


@maker
def arrays(folder: Path) -> None:
    import joblib
    import numpy as np
    import scipy.sparse as sparse
    from scipy import interpolate, optimize, spatial, stats

    np.savez(
        folder / "plain.npz",
        a=np.eye(3),
        b=np.array(["x", None], dtype=object),
        c=np.zeros(2, dtype=[("a", "U3"), ("b", "M8[D]")]),
    )
    np.savez_compressed(folder / "packed.npz", np.eye(3), np.float16([1, 2]), np.array(b"x"))
    np.save(folder / "objects.npy", np.array([{"a": 1}, [np.eye(2)]], dtype=object))
    np.save(folder / "structured.npy", np.zeros(3, dtype=[("x", "f4", (2, 2)), ("o", "O")]))
    with (folder / "several.npy").open("wb") as out:
        np.save(out, np.eye(2))
        np.save(out, np.arange(3))
    sparse.save_npz(folder / "sparse.npz", sparse.csr_matrix(np.eye(4)))
    kinds = [
        getattr(sparse, name)(np.eye(3))
        for name in ("csr_matrix", "csc_matrix", "coo_matrix", "lil_matrix", "dok_matrix", "bsr_matrix", "dia_matrix")
    ]
    joblib.dump(kinds, folder / "sparse_kinds.joblib")
    for name in ("csr_array", "coo_array"):
        if hasattr(sparse, name):
            joblib.dump(getattr(sparse, name)(np.eye(3)), folder / f"{name}.joblib", compress="gzip")
    curves = [interpolate.interp1d([0, 1, 2], [0, 1, 4]), interpolate.CubicSpline([0, 1, 2], [0, 1, 4]), interpolate.RBFInterpolator(np.eye(9)[:, :3] + np.arange(27).reshape(9, 3) % 5, range(9)),
              interpolate.BSpline([0, 0, 1, 1], [1, 2], 1), spatial.cKDTree(np.eye(3)), spatial.KDTree(np.eye(3)), stats.norm(0, 1), stats.gaussian_kde([1.0, 2, 3, 5])]  # fmt: skip
    joblib.dump(curves, folder / "scipy.joblib")
    joblib.dump(optimize.minimize(lambda x: (x**2).sum(), [1.0, 1.0]), folder / "optimum.pkl")


@maker
def boosted(folder: Path) -> None:
    import joblib

    x, label, value = _data()
    try:
        import xgboost

        joblib.dump(xgboost.XGBRFClassifier(n_estimators=3).fit(x, label), folder / "xgbrf.joblib")
        joblib.dump(xgboost.XGBRanker(n_estimators=3).fit(x, label, group=[60, 60]), folder / "xgbrank.pkl", compress=3)
        xgboost.XGBRegressor(n_estimators=3, booster="gblinear").fit(x, value).save_model(folder / "xgb_linear.json")
        xgboost.XGBRegressor(n_estimators=3, booster="dart").fit(x, value).save_model(folder / "xgb_dart.ubj")
    except ImportError as error:
        print("skipped", error)
    import lightgbm

    joblib.dump(
        lightgbm.LGBMRegressor(n_estimators=3, boosting_type="dart", verbose=-1).fit(x, value),
        folder / "lgbm_dart.joblib",
    )
    lightgbm.LGBMClassifier(n_estimators=3, verbose=-1).fit(x, label).booster_.save_model(folder / "lgbm.txt")
    joblib.dump(lightgbm.train({"verbose": -1}, lightgbm.Dataset(x, value), 3), folder / "lgbm_booster.pkl")


@maker
def catboosted(folder: Path) -> None:
    import pickle

    from catboost import CatBoostClassifier, CatBoostRegressor

    x, label, value = _data()
    model = CatBoostClassifier(iterations=3, verbose=0, allow_writing_files=False).fit(x, label)
    (folder / "cat.pkl").write_bytes(pickle.dumps(model))
    regressor = CatBoostRegressor(iterations=3, verbose=0, allow_writing_files=False).fit(x, value)
    for form in ("cbm", "json", "onnx", "coreml"):
        regressor.save_model(str(folder / f"cat_{form}.{'mlmodel' if form == 'coreml' else form}"), format=form)


@maker
def statsmodels_results(folder: Path) -> None:
    import numpy as np
    import pandas as pd
    import statsmodels.api as sm
    import statsmodels.formula.api as smf
    from statsmodels.tsa.api import SARIMAX, VAR, ExponentialSmoothing

    x, label, value = _data()
    sm.OLS(value, sm.add_constant(x)).fit().save(folder / "ols.pkl")
    sm.Logit(label, x + np.random.default_rng(1).normal(size=x.shape)).fit(disp=0).save(folder / "logit.pickle")
    sm.GLM(label, sm.add_constant(x[:, 2:]), family=sm.families.Binomial()).fit().save(
        folder / "glm.pkl", remove_data=True
    )
    smf.ols("y ~ a + C(b)", pd.DataFrame({"y": value, "a": x[:, 0], "b": label})).fit().save(folder / "formula.pkl")
    SARIMAX(value[:60], order=(1, 0, 0)).fit(disp=0).save(folder / "sarimax.pkl")
    ExponentialSmoothing(value[:60]).fit().save(folder / "smoothing.pkl")
    VAR(x[:, :2]).fit(1).save(folder / "var.pkl")


@maker
def clustering(folder: Path) -> None:
    import joblib
    from hmmlearn.hmm import GaussianHMM
    from imblearn.ensemble import BalancedRandomForestClassifier
    from imblearn.over_sampling import SMOTE
    from imblearn.pipeline import make_pipeline
    from sklearn.linear_model import LogisticRegression

    x, label, _ = _data()
    joblib.dump(make_pipeline(SMOTE(), LogisticRegression()).fit(x, label), folder / "smote.joblib")
    joblib.dump(BalancedRandomForestClassifier(5).fit(x, label), folder / "balanced.pkl")
    joblib.dump(GaussianHMM(2, n_iter=2).fit(x), folder / "hmm.pkl")


@maker
def umap_model(folder: Path) -> None:
    import joblib
    import umap

    joblib.dump(umap.UMAP(n_epochs=5).fit(_data()[0]), folder / "umap.joblib")


@maker
def topics(folder: Path) -> None:
    from gensim.corpora import Dictionary
    from gensim.models import Doc2Vec, FastText, LdaModel, TfidfModel, Word2Vec
    from gensim.models.doc2vec import TaggedDocument

    texts = [["good", "film"], ["bad", "film"], ["very", "good"]] * 5
    words = Dictionary(texts)
    words.save(str(folder / "gensim.dict"))
    bags = [words.doc2bow(one) for one in texts]
    Word2Vec(texts, vector_size=8, min_count=1).save(str(folder / "word2vec.model"))
    FastText(texts, vector_size=8, min_count=1, bucket=50).save(str(folder / "fasttext.model"))
    LdaModel(bags, num_topics=2, id2word=words).save(str(folder / "lda.model"))
    TfidfModel(bags).save(str(folder / "tfidf.model"))
    Doc2Vec([TaggedDocument(one, [at]) for at, one in enumerate(texts)], vector_size=8, min_count=1).save(
        str(folder / "doc2vec.model")
    )


@maker
def skops_files(folder: Path) -> None:
    import skops.io

    x, label, value = _data()
    targets = {"c": label, "r": value, "p": abs(value)}
    for name, estimator, target in _estimators()[::9]:
        if target in targets:
            skops.io.dump(estimator.fit(x, targets[target]), folder / f"{name}.skops")


@maker
def spacy_models(folder: Path) -> None:
    import pickle

    import spacy
    from spacy.tokens import DocBin

    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    nlp.add_pipe("entity_ruler").add_patterns([{"label": "ORG", "pattern": "Acme"}])
    nlp.add_pipe("textcat").add_label("GOOD")
    nlp.initialize()
    nlp.to_disk(folder / "spacy_model")
    (folder / "spacy_vocab.pkl").write_bytes(pickle.dumps(nlp.vocab.strings))
    DocBin(docs=[nlp("Acme is good")]).to_disk(folder / "docs.spacy")


def _net() -> Any:
    import torch
    from torch import nn

    return nn.Sequential(
        nn.Conv1d(1, 4, 3), nn.BatchNorm1d(4), nn.GELU(), nn.MaxPool1d(2), nn.Flatten(), nn.LazyLinear(8), nn.LayerNorm(8), nn.PReLU(), nn.Dropout(), nn.Linear(8, 2), nn.LogSoftmax(1)
    ), torch.randn(3, 1, 16)  # fmt: skip


@maker
def torch_files(folder: Path) -> None:
    import torch
    from torch import nn

    net, example = _net()
    net(example)
    torch.save(net, folder / "whole.pt")
    torch.save(net.state_dict(), folder / "state.pth")
    torch.save(net.state_dict(), folder / "state_legacy.pth", _use_new_zipfile_serialization=False)
    torch.save(nn.TransformerEncoder(nn.TransformerEncoderLayer(8, 2), 1), folder / "transformer.pt")
    torch.save(
        nn.ModuleDict(
            {"a": nn.LSTM(3, 4, 2, bidirectional=True), "b": nn.Embedding(5, 3), "c": nn.MultiheadAttention(4, 2)}
        ),
        folder / "modules.pt",
    )
    torch.save(
        nn.ModuleList([nn.GRUCell(2, 3), nn.Upsample(2), nn.Bilinear(2, 2, 1), nn.CosineSimilarity(), nn.Softplus()]),
        folder / "list.bin",
    )
    torch.save(torch.nn.utils.parametrizations.weight_norm(nn.Linear(3, 3)).state_dict(), folder / "parametrized.pt")
    torch.save(nn.utils.parametrizations.spectral_norm(nn.Linear(3, 3)).state_dict(), folder / "spectral.pt")
    optimizers = [
        torch.optim.AdamW(net.parameters()),
        torch.optim.SGD(net.parameters(), 0.1, momentum=0.9),
        torch.optim.LBFGS(net.parameters()),
    ]
    plan = torch.optim.lr_scheduler.CosineAnnealingLR(optimizers[0], 5)
    torch.save({"epoch": 3, "model": net.state_dict(), "opt": [one.state_dict() for one in optimizers], "plan": plan.state_dict(), "rng": torch.get_rng_state(), "args": {"lr": 0.1}, "size": torch.Size([1, 2]), "device": torch.device("cpu"), "dtype": torch.bfloat16}, folder / "checkpoint.ckpt")  # fmt: skip
    torch.save(optimizers[0], folder / "optimizer.pt")
    torch.save([torch.sparse_coo_tensor([[0, 1]], [1.0, 2.0]), torch.eye(3).to_sparse_csr(), torch.quantize_per_tensor(torch.ones(2), 0.1, 0, torch.qint8), torch.ones(2, dtype=torch.complex64), torch.empty(2, device="meta"), torch.nested.nested_tensor([torch.ones(2)])], folder / "tensors.pt")  # fmt: skip
    torch.save(
        torch.quantization.quantize_dynamic(nn.Sequential(nn.Linear(3, 3)), {nn.Linear}), folder / "quantized.pt"
    )
    torch.jit.trace(net.eval(), example).save(folder / "traced.pt")
    torch.jit.script(nn.Sequential(nn.Linear(2, 2), nn.ReLU())).save(folder / "scripted.pt")
    torch.save(torch.fx.symbolic_trace(nn.Sequential(nn.Linear(2, 2))).state_dict(), folder / "fx_state.pt")
    data = torch.utils.data.TensorDataset(torch.ones(3, 2), torch.zeros(3))
    torch.save(data, folder / "dataset.pt")
    torch.save(torch.utils.data.Subset(data, [0, 1]), folder / "subset.pt")
    torch.save(torch.distributions.Normal(0.0, 1.0), folder / "distribution.pt")
    torch.export.save(torch.export.export(nn.Sequential(nn.Linear(2, 2)), (torch.ones(1, 2),)), folder / "exported.pt2")


@maker
def lightning_files(folder: Path) -> None:
    import lightning
    import torch
    from torch import nn

    class Net(lightning.LightningModule):
        def __init__(self, width: int = 4, options: dict[str, int] | None = None) -> None:
            super().__init__()
            self.save_hyperparameters()
            self.layer = nn.Linear(2, 1)

        def training_step(self, batch: Any, _: int) -> Any:
            return self.layer(batch[0]).mean()

        def configure_optimizers(self) -> Any:
            made = torch.optim.Adam(self.parameters())
            return [made], [torch.optim.lr_scheduler.StepLR(made, 1)]

    data = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(torch.ones(8, 2)), 4)
    early = lightning.pytorch.callbacks.EarlyStopping("loss", strict=False, check_on_train_epoch_end=False)
    trainer = lightning.Trainer(
        max_epochs=1,
        logger=False,
        enable_progress_bar=False,
        default_root_dir=folder,
        enable_checkpointing=False,
        callbacks=[early],
    )
    trainer.fit(Net(options={"a": 1}), data)
    trainer.save_checkpoint(folder / "lightning.ckpt")
    trainer.save_checkpoint(folder / "lightning_weights.ckpt", weights_only=True)


@maker
def yolo_like(folder: Path) -> None:
    """As ultralytics' trainer writes its checkpoints: arguments, dates, metrics, an EMA, but plain modules."""
    import datetime

    import torch

    net, example = _net()
    net(example)
    torch.save({"epoch": -1, "best_fitness": None, "model": net.half(), "ema": None, "updates": 7, "optimizer": None, "train_args": {"imgsz": 640, "amp": True}, "train_metrics": {"metrics/mAP50(B)": 0.5}, "train_results": {"epoch": [1]}, "date": datetime.datetime(2024, 1, 1).isoformat(), "version": "8.3.0", "license": "AGPL-3.0"}, folder / "yolo.pt")  # fmt: skip


@maker
def transformer_files(folder: Path) -> None:
    import torch
    import transformers

    for name, config in {
        "bert": transformers.BertConfig(
            hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=16, vocab_size=50
        ),
        "gpt2": transformers.GPT2Config(n_embd=16, n_layer=1, n_head=2, vocab_size=50),
        "vit": transformers.ViTConfig(
            hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=16, image_size=32
        ),
        "whisper": transformers.WhisperConfig(
            d_model=16,
            encoder_layers=1,
            decoder_layers=1,
            encoder_attention_heads=2,
            decoder_attention_heads=2,
            encoder_ffn_dim=16,
            decoder_ffn_dim=16,
            vocab_size=52000,
        ),
    }.items():
        model = transformers.AutoModel.from_config(config)
        model.save_pretrained(folder / name)
        torch.save(model.state_dict(), folder / name / "pytorch_model.bin")
        torch.save(model, folder / name / "whole.pt")
    torch.save(transformers.TrainingArguments(output_dir="x", report_to=[]), folder / "training_args.bin")


@maker
def sentence_files(folder: Path) -> None:
    import sentence_transformers
    import transformers
    from sentence_transformers import models
    from tokenizers import Tokenizer, pre_tokenizers
    from tokenizers import models as tk

    tokenizer = Tokenizer(
        tk.WordLevel({"[UNK]": 0, "[PAD]": 1, "[CLS]": 2, "[SEP]": 3, "[MASK]": 4, "good": 5}, "[UNK]")
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    base = folder / "base"
    transformers.BertModel(
        transformers.BertConfig(
            hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=16, vocab_size=10
        )
    ).save_pretrained(base)
    transformers.PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, unk_token="[UNK]", pad_token="[PAD]"
    ).save_pretrained(base)
    words = models.Transformer(str(base))
    sentence_transformers.SentenceTransformer(
        modules=[words, models.Pooling(16), models.Dense(16, 8), models.Normalize()], device="cpu"
    ).save(str(folder / "sentence"))


@maker
def closures(folder: Path) -> None:
    import cloudpickle
    import dill

    (folder / "data.cloudpickle").write_bytes(cloudpickle.dumps({"a": [1, 2], "b": (3,)}))
    (folder / "data.dill").write_bytes(dill.dumps({"a": [1, 2], "b": {3}}))


@maker
def keras_files(folder: Path) -> None:
    import keras
    from keras import layers

    def save(name: str, model: Any) -> None:
        for ending in ("keras", "h5"):
            try:
                model.save(folder / f"{name}.{ending}")
            except Exception as error:  # what the older form cannot hold
                print("skipped", name, ending, error)
        (folder / name).mkdir(exist_ok=True)
        (folder / name / "model.json").write_text(model.to_json())

    one = keras.Input((8, 8, 3))
    x = layers.Conv2D(4, 3, padding="same", activation="relu6", kernel_regularizer="l2", kernel_constraint="max_norm")(
        one
    )
    for layer in (layers.DepthwiseConv2D(3), layers.SeparableConv2D(4, 2), layers.GroupNormalization(2), layers.UnitNormalization(), layers.LeakyReLU(), layers.PReLU(), layers.ELU(), layers.SpatialDropout2D(0.1), layers.GaussianNoise(0.1), layers.GaussianDropout(0.1), layers.AlphaDropout(0.1), layers.ZeroPadding2D(), layers.Cropping2D(), layers.UpSampling2D(), layers.Conv2DTranspose(2, 2), layers.AveragePooling2D(), layers.RandomFlip(), layers.RandomRotation(0.1), layers.RandomZoom(0.1), layers.Rescaling(1 / 255), layers.Resizing(8, 8), layers.CenterCrop(4, 4), layers.GlobalMaxPooling2D(keepdims=True), layers.Flatten(), layers.Reshape((1, -1)), layers.Permute((2, 1)), layers.RepeatVector(2) if False else layers.ActivityRegularization(0.1)):  # fmt: skip
        x = layer(x)
    save("vision", keras.Model(one, layers.GlobalAveragePooling1D()(x)))
    text = keras.Input((6,), dtype="int32")
    e = layers.Embedding(20, 8, mask_zero=True)(text)
    r = layers.Bidirectional(layers.GRU(4, return_sequences=True))(e)
    r = layers.TimeDistributed(layers.Dense(4, activation="tanh"))(r)
    r = layers.RNN([layers.LSTMCell(3), layers.GRUCell(3)], return_sequences=True)(r)
    a = layers.MultiHeadAttention(2, 3)(r, r)
    b = layers.Attention()([r, r])
    c = layers.AdditiveAttention()([r, r])
    m = layers.Average()(
        [layers.Maximum()([a, b]), layers.Multiply()([b, c]), layers.Subtract()([a, c]), layers.Minimum()([a, b])]
    )
    m = layers.Concatenate()([m, layers.Add()([a, b])])
    m = layers.ConvLSTM1D(2, 2)(layers.Reshape((3, 2, 6))(m)) if False else layers.SimpleRNN(4)(m)
    model = keras.Model(
        text,
        layers.Dense(
            2, "softmax", kernel_initializer=keras.initializers.TruncatedNormal(stddev=0.1), dtype="mixed_float16"
        )(m),
    )
    schedule = keras.optimizers.schedules.CosineDecay(0.1, 100)
    model.compile(
        keras.optimizers.AdamW(schedule, clipnorm=1.0),
        keras.losses.SparseCategoricalCrossentropy(),
        [keras.metrics.SparseTopKCategoricalAccuracy(1)],
    )
    save("text", model)
    inner = keras.Sequential([layers.Dense(4, "gelu"), layers.BatchNormalization(), layers.Softmax()], name="inner")
    d = keras.Input((4,))
    y = keras.ops.relu(inner(d) + 1.0)
    save("ops", keras.Model(d, keras.ops.concatenate([y, keras.ops.expand_dims(keras.ops.sum(y, axis=1), 1)], axis=1)))
    numbers = layers.Normalization()
    numbers.adapt(__import__("numpy").ones((4, 4)))
    save(
        "pre",
        keras.Sequential(
            [
                keras.Input((4,)),
                numbers,
                layers.Discretization([0.0, 1.0]),
                layers.CategoryEncoding(5),
                layers.Dense(1, "sigmoid"),
            ]
        ),
    )
    try:
        lookup = layers.StringLookup(vocabulary=["a", "b"], output_mode="one_hot")
        save("lookup", keras.Model(s := keras.Input((1,), dtype="string"), lookup(s)))
        vector = layers.TextVectorization(max_tokens=20, output_sequence_length=4)
        vector.adapt(["good film", "bad film"])
        save("vectorize", keras.Sequential([keras.Input((1,), dtype="string"), vector, layers.Embedding(20, 2)]))
        hashing = layers.Hashing(4)
        save("hashing", keras.Sequential([keras.Input((1,), dtype="string"), hashing]))
    except Exception as error:
        print("skipped", error)
    save("app", keras.applications.MobileNetV3Small(input_shape=(32, 32, 3), weights=None, classes=3))
    save("app2", keras.applications.EfficientNetV2B0(input_shape=(32, 32, 3), weights=None, classes=3))


@maker
def tensorflow_files(folder: Path) -> None:
    import tensorflow as tf

    class Net(tf.Module):
        def __init__(self) -> None:
            self.v = tf.Variable([[1.0, 2.0]])
            self.table = tf.lookup.StaticHashTable(tf.lookup.KeyValueTensorInitializer(["a"], [1]), -1)

        @tf.function(input_signature=[tf.TensorSpec([None, 2])])
        def __call__(self, x: Any) -> Any:
            return tf.linalg.matmul(x, self.v, transpose_b=True) + tf.cond(
                tf.reduce_sum(x) > 0, lambda: 1.0, lambda: 2.0
            )

        @tf.function(input_signature=[tf.TensorSpec([None], tf.string)])
        def look(self, s: Any) -> Any:
            return self.table.lookup(tf.strings.lower(s))

    tf.saved_model.save(Net(), str(folder / "tf_module"))
    tf.train.Checkpoint(v=tf.Variable([1.0])).save(str(folder / "tf_ckpt" / "ckpt"))
    net = Net()
    converter = tf.lite.TFLiteConverter.from_concrete_functions([net.__call__.get_concrete_function()], net)
    (folder / "module.tflite").write_bytes(converter.convert())


def main() -> None:
    folder = Path(sys.argv[1])
    only = set(sys.argv[2:])
    for make in MAKERS:
        if only and make.__name__ not in only:
            continue
        place = folder / make.__name__
        place.mkdir(parents=True, exist_ok=True)
        try:
            make(place)
        except Exception as error:
            print("skipped", make.__name__, f"{type(error).__name__}: {error}"[:200])
    print(sum(one.is_file() for one in folder.rglob("*")), "files")


if __name__ == "__main__":
    main()
