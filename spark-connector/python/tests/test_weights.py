"""What the network has learned, out to NumPy and PyTorch and in again."""

import os
import tempfile
import unittest
from pathlib import Path

from support import SparkTest

import numpy
from kindling import KindlingClassifier, safetensors
from pyspark.errors import IllegalArgumentException

try:
    import torch
except ImportError:
    torch = None


def read(path: str) -> dict[str, numpy.ndarray]:
    """A file's tensors, as the official library reads them where it is there."""
    try:
        from safetensors.numpy import load_file
    except ImportError:
        return safetensors.read(Path(path).read_bytes())
    return load_file(path)


class WeightsTest(SparkTest):
    def model(self):
        return KindlingClassifier(architecture="mlp([2, 8, 2])", epochs=1).fit(self.table())

    def test_the_state_dict_computes_what_the_model_does(self):
        model = self.model()
        state = model.state_dict()
        first, second = (name.rsplit(".", 1)[0] for name in state if name.endswith("weight"))
        rows = model.transform(self.table()).select("features", "rawPrediction").collect()
        x = numpy.array([row.features.toArray() for row in rows], numpy.float32)
        hidden = numpy.maximum(x @ state[f"{first}.weight"].T + state[f"{first}.bias"], 0)
        raw = hidden @ state[f"{second}.weight"].T + state[f"{second}.bias"]
        expected = numpy.array([row.rawPrediction.toArray() for row in rows])
        numpy.testing.assert_allclose(raw, expected, rtol=1e-5, atol=1e-6)
        self.assertIn("Linear(in_features=2, out_features=8, bias=True)", model.describe())

    @unittest.skipIf(torch is None, "PyTorch is not there")
    def test_pytorch_computes_what_the_model_does_and_the_reverse(self):
        layers = ["Linear(2, 8)", "BatchNorm1d(8)", "ReLU", "Linear(8, 2)"]
        nn = torch.nn
        peer = nn.Sequential(nn.Linear(2, 8), nn.BatchNorm1d(8), nn.ReLU(), nn.Linear(8, 2))
        given = {name: tensor.numpy() for name, tensor in peer.state_dict().items()}
        estimator = KindlingClassifier(architecture=layers, epochs=1).load_state_dict(given)
        model = estimator.fit(self.table())
        peer.load_state_dict({k: torch.from_numpy(v) for k, v in model.state_dict().items()})
        rows = model.transform(self.table()).select("features", "rawPrediction").collect()
        x = torch.tensor([list(row.features) for row in rows], dtype=torch.float32)
        expected = torch.tensor([list(row.rawPrediction) for row in rows])
        torch.testing.assert_close(peer.eval()(x).double(), expected.double(), rtol=1e-5, atol=1e-6)

    def test_saved_weights_are_those_of_the_state_dict(self):
        model = self.model()
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "weights.safetensors")
            model.saveWeights(path)
            state = read(path)
        self.assertEqual(model.state_dict().keys(), state.keys())
        for name, values in model.state_dict().items():
            numpy.testing.assert_array_equal(values, state[name])

    def test_training_starts_from_a_state_dict(self):
        state = self.model().state_dict()
        still = KindlingClassifier(architecture="mlp([2, 8, 2])", epochs=1, learningRate=1e-30)
        again = still.load_state_dict(state).copy().fit(self.table()).state_dict()
        for name, values in state.items():
            numpy.testing.assert_array_equal(values, again[name])

    def test_a_state_dict_that_does_not_fit_is_refused(self):
        state = self.model().state_dict()
        wider = KindlingClassifier(architecture="mlp([2, 9, 2])")
        with self.assertRaisesRegex(IllegalArgumentException, "size mismatch"):
            wider.load_state_dict(state)
        name = next(iter(state))
        with self.assertRaisesRegex(TypeError, f"tensor '{name}' is of complex64; wanted bool"):
            wider.load_state_dict({name: state[name].astype("complex64")})

    def test_all_types_and_shapes_come_back_from_bytes(self):
        tensors = {
            "bool": numpy.array([True, False]),
            "u8": numpy.arange(7, dtype="uint8"),
            "i64": numpy.array(-(1 << 40)),
            "f32": numpy.linspace(0, 1, 6, dtype="float32").reshape(2, 3).T,
            "f64": numpy.zeros((0, 3)),
            "big": numpy.arange(3, dtype=">f4"),
        }
        back = safetensors.read(safetensors.write(tensors))
        self.assertEqual(list(tensors), list(back))
        for name, values in tensors.items():
            self.assertEqual(values.shape, back[name].shape)
            numpy.testing.assert_array_equal(values, back[name])
            back[name][...] = 0


if __name__ == "__main__":
    unittest.main()
