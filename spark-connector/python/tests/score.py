"""A job of its own: score.py MODEL TABLE SCORES"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import kindling  # noqa: E402, F401, so that PySpark finds the stages
from pyspark.ml import PipelineModel  # noqa: E402
from support import session  # noqa: E402

if __name__ == "__main__":
    _, model, table, scores = sys.argv
    rows = session().read.parquet(table)
    scored = PipelineModel.load(model).transform(rows)
    scored.select("features", "rawPrediction", "prediction").write.parquet(scores)
