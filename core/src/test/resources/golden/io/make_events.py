"""Writes python.tfevents beside this script with TensorBoard's own writer (pip install tensorboard)."""
import pathlib

from tensorboard.compat.proto.event_pb2 import Event
from tensorboard.compat.proto.summary_pb2 import Summary
from tensorboard.summary.writer.record_writer import RecordWriter

POINTS = [("loss/train", 2.302585, 0), ("loss/train", 0.5, 1), ("lr", 1e-3, 300), ("é", float("inf"), 2**40)]

with open(pathlib.Path(__file__).with_name("python.tfevents"), "wb") as out:
    records = RecordWriter(out)
    records.write(Event(wall_time=1767225600.25, file_version="brain.Event:2").SerializeToString())
    for tag, value, step in POINTS:
        summary = Summary(value=[Summary.Value(tag=tag, simple_value=value)])
        event = Event(wall_time=1767225600.25, step=step, summary=summary)
        records.write(event.SerializeToString(deterministic=True))
    records.flush()
