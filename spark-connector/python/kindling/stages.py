"""What classifier and regressor have in common on the Python side."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from pyspark.ml.util import JavaMLReadable, JavaMLReader, JavaMLWritable
from pyspark.ml.wrapper import JavaEstimator, JavaModel, JavaParams
from pyspark.sql import SparkSession
from pyspark.sql.utils import is_remote

from kindling import connect, safetensors
from kindling.errors import plain_errors
from kindling.jvm import gateway, java_class
from kindling.params import ModelParams
from kindling.setters import ScoringSetters, TrainingSetters
from kindling.summary import TrainingSummary

if TYPE_CHECKING:
    from numpy import ndarray
    from py4j.java_gateway import JavaObject
    from pyspark.sql import DataFrame, Row
    from typing_extensions import Self


class KindlingReader(JavaMLReader):
    """Loads a stage by the name of its class in the JVM."""

    @classmethod
    def _java_loader_class(cls, clazz) -> str:
        java_class(clazz._java_class)
        return clazz._java_class

    def load(self, path: str):
        """The stage that was saved there.

        :raises DataError: when there is none, or another one, or one of a newer Kindling
        """
        with plain_errors():
            return super().load(path)


class KindlingStage(JavaParams, JavaMLReadable, JavaMLWritable):
    """What is the other half of a stage in the JVM; saved by ``write``, loaded by ``read``."""

    _java_class: str
    _java_obj: JavaObject

    @classmethod
    def read(cls) -> KindlingReader | connect.Reader:
        """A reader of what ``write`` has saved."""
        return connect.Reader(cls) if is_remote() else KindlingReader(cls)

    def _set(self, **params: Any) -> Self:
        """Sets Params that the JVM finds good, or none. A server of Spark Connect judges in ``fit``."""
        before = dict(self._paramMap)
        try:
            super()._set(**params)
            for name, value in params.items():
                if value is not None and not is_remote():
                    param = self.getParam(name)
                    self._make_java_param_pair(param, self._paramMap[param])
        except Exception:
            self._paramMap = before
            raise
        return self

    def _transfer_params_from_java(self) -> None:
        # PySpark's mixins have brought defaults, even a random seed; ours are the JVM's.
        self._defaultParamMap.clear()
        if is_remote():
            self._setDefault(**connect.defaults(self._java_class))
            return
        from py4j.java_collections import JavaArray

        super()._transfer_params_from_java()
        # PySpark takes defaults as they are, and leaves arrays in the JVM.
        for param, value in self._defaultParamMap.items():
            if isinstance(value, JavaArray):
                self._defaultParamMap[param] = list(value)


class KindlingEstimator(KindlingStage, JavaEstimator, TrainingSetters):
    """An estimator whose Params are given by name."""

    _aliases: ClassVar = {"epochs": "maxIter", "learningRate": "stepSize"}

    def __init__(self, **params: Any):
        super().__init__()
        if is_remote():
            connect.check()
        else:
            java_class(self._java_class)
        self._java_obj = self._new_java_obj(self._java_class, self.uid)
        self._transfer_params_from_java()
        self.setParams(**params)

    def setParams(self, **params: Any) -> Self:
        """Sets several Params by name; ``epochs`` and ``learningRate`` are other names for
        ``maxIter`` and ``stepSize``.

        :raises TypeError: naming what is no Param, or given a value of another type
        """
        params = {self._aliases.get(name, name): value for name, value in params.items()}
        for name in params:
            if not self.hasParam(name):
                known = [param.name for param in self.params] + list(self._aliases)
                close = difflib.get_close_matches(name, known, n=1)
                hint = f"; did you mean {close[0]!r}?" if close else ""
                raise TypeError(f"{type(self).__name__} has no Param {name!r}{hint}")
        return self._set(**params)

    def _fit(self, dataset: DataFrame) -> KindlingModel:
        with plain_errors():
            return super()._fit(dataset)

    def load_state_dict(self, state: Mapping[str, ndarray]) -> Self:
        """Training starts from these values and not from random ones.

        Set the architecture first, and not again after it. ``{name: tensor.numpy() for name, tensor
        in module.state_dict().items()}`` are those of a PyTorch module.

        :param state: arrays by PyTorch's names, for example ``"0.weight"``
        :raises pyspark.errors.IllegalArgumentException: naming what is missing, unexpected or of
            another shape
        :raises RuntimeError: in a session of Spark Connect, which has no way for them
        """
        if is_remote():
            raise RuntimeError(
                "load_state_dict needs a classic session: Spark Connect carries Params only. Save"
                " the weights where the server reads, as a safetensors file, and set"
                " initialWeights to its path"
            )
        spec = java_class("io.kindling.nn.spec.ModuleSpec").parse(self.getArchitecture())
        source = gateway().java.io.ByteArrayInputStream(bytearray(safetensors.write(state)))
        network = spec.create()
        network.loadStateDict(java_class("io.kindling.io.Safetensors").read(source).tensors())
        self._java_obj.setModule(network)
        return self


class KindlingModel(KindlingStage, JavaModel, ScoringSetters, ModelParams):
    """A trained network."""

    def __init__(self, java_model: JavaObject | None = None):
        super().__init__(java_model)
        if is_remote():
            self._transfer_params_from_java()

    def _table(self, name: str) -> list[Row]:
        """What the model knows of itself, as transform gives it, in a classic session and in one
        of Spark Connect."""
        nothing = SparkSession.active().range(0)
        return self.transform(nothing, {self.transformOutput: name}).collect()

    def _network(self) -> Row:
        return self._table("network")[0]

    @property
    def hasSummary(self) -> bool:
        """Whether this session has trained the model."""
        return bool(self._table("summary"))

    @property
    def summary(self) -> TrainingSummary:
        """How training went.

        :raises RuntimeError: when the model was loaded
        """
        rows = self._table("summary")
        if not rows:
            raise RuntimeError(f"{self.uid}: there is no training summary; it is not saved")
        return TrainingSummary(rows[0])

    @property
    def sampleShape(self) -> list[int]:
        """Shape of a sample: [features], or [channels, height, width]."""
        return list(self._network().sampleShape)

    def describe(self) -> str:
        """The network as PyTorch prints one."""
        return self._network().text

    def state_dict(self) -> dict[str, ndarray]:
        """The network's parameters and buffers by PyTorch's names; copies."""
        tensors: dict[str, ndarray] = {}
        for row in self._table("weights"):
            tensors.update(safetensors.read(bytes(row.safetensors)))
        return tensors

    def saveWeights(self, path: str) -> None:
        """Writes parameters and buffers to a safetensors file on this machine, for PyTorch and
        others to read. ``save`` writes the whole stage, to any file system Hadoop knows."""
        Path(path).write_bytes(safetensors.write(self.state_dict(), {"format": "pt"}))

    def registerUdf(self, spark: SparkSession, name: str) -> None:
        """Makes the model a function in SQL that takes a sample and gives the prediction.

        :raises RuntimeError: in a session of Spark Connect
        """
        if is_remote():
            raise RuntimeError(
                "registerUdf needs a classic session: Spark Connect has no way to register a"
                " function of the JVM. transform(table) scores, and its result can be a view:"
                " model.transform(table).createOrReplaceTempView('scored')"
            )
        self._transfer_params_to_java()
        self._java_obj.registerUdf(spark._jsparkSession, name)
