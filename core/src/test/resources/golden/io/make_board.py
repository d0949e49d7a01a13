"""Writes board.tfevents beside this script with TensorBoard's own messages (pip install tensorboard)."""
import pathlib

from tensorboard.compat.proto.event_pb2 import Event, SessionLog
from tensorboard.compat.proto.summary_pb2 import HistogramProto, Summary, SummaryMetadata
from tensorboard.compat.proto.tensor_pb2 import TensorProto
from tensorboard.compat.proto.tensor_shape_pb2 import TensorShapeProto
from tensorboard.plugins.hparams import api_pb2, metadata, plugin_data_pb2
from tensorboard.summary.writer.record_writer import RecordWriter

TIME = 1767225600.25


def histogram():
    values = [-1.0, -0.5, 0.25, 1.0, 1.0]
    width = 2.0 / 64
    counts = [0] * 64
    for v in values:
        counts[min(63, int((v + 1) / width))] += 1
    return HistogramProto(
        min=-1,
        max=1,
        num=5,
        sum=sum(values),
        sum_squares=sum(v * v for v in values),
        bucket_limit=[-1 + (i + 1) * width for i in range(64)],
        bucket=counts,
    )


def text(tag, words):
    tensor = TensorProto(
        dtype="DT_STRING",
        string_val=[words.encode()],
        tensor_shape=TensorShapeProto(dim=[TensorShapeProto.Dim(size=1)]),
    )
    plugin = SummaryMetadata.PluginData(plugin_name="text")
    return Summary.Value(tag=tag + "/text_summary", metadata=SummaryMetadata(plugin_data=plugin), tensor=tensor)


def hparams(tag, **data):
    content = plugin_data_pb2.HParamsPluginData(version=0, **data).SerializeToString(deterministic=True)
    plugin = SummaryMetadata.PluginData(plugin_name="hparams", content=content)
    return Summary.Value(tag=tag, metadata=SummaryMetadata(plugin_data=plugin))


experiment = api_pb2.Experiment(
    hparam_infos=[
        api_pb2.HParamInfo(name="lr", type=api_pb2.DATA_TYPE_FLOAT64),
        api_pb2.HParamInfo(name="shuffle", type=api_pb2.DATA_TYPE_BOOL),
        api_pb2.HParamInfo(name="model", type=api_pb2.DATA_TYPE_STRING),
    ],
    metric_infos=[api_pb2.MetricInfo(name=api_pb2.MetricName(tag="loss/test"))],
)
starts = []
for name, field, value in (("lr", "number_value", 0.1), ("shuffle", "bool_value", False), ("model", "string_value", "cnn")):
    start = plugin_data_pb2.SessionStartInfo()
    setattr(start.hparams[name], field, value)
    starts.append(start.SerializeToString(deterministic=True))
# A map has no order in protocol buffers; messages put together merge, in this order.
last = plugin_data_pb2.SessionStartInfo(group_name="g", start_time_secs=TIME).SerializeToString(deterministic=True)
session = b"".join(starts) + last
length = len(session)
start_data = b"\x1a" + bytes([length & 0x7F | 0x80, length >> 7] if length > 127 else [length]) + session
check = plugin_data_pb2.HParamsPluginData.FromString(start_data)
assert check.session_start_info.hparams["lr"].number_value == 0.1
plugin = SummaryMetadata.PluginData(plugin_name="hparams", content=start_data)
started = Summary.Value(tag="_hparams_/session_start_info", metadata=SummaryMetadata(plugin_data=plugin))
ended = plugin_data_pb2.SessionEndInfo(status=api_pb2.STATUS_SUCCESS, end_time_secs=TIME)

EVENTS = [
    Event(wall_time=TIME, file_version="brain.Event:2"),
    Event(wall_time=TIME, step=7, session_log=SessionLog(status=SessionLog.START)),
    Event(wall_time=TIME, step=3, summary=Summary(value=[Summary.Value(tag="weights", histo=histogram())])),
    Event(wall_time=TIME, step=4, summary=Summary(value=[text("model", "Linear é")])),
    Event(wall_time=TIME, summary=Summary(value=[hparams("_hparams_/experiment", experiment=experiment)])),
    Event(wall_time=TIME, summary=Summary(value=[started])),
    Event(wall_time=TIME, summary=Summary(value=[hparams("_hparams_/session_end_info", session_end_info=ended)])),
]

with open(pathlib.Path(__file__).with_name("board.tfevents"), "wb") as out:
    records = RecordWriter(out)
    for event in EVENTS:
        records.write(event.SerializeToString(deterministic=True))
    records.flush()
