"""What the pages show in Python runs as it stands, block after block, where there is a session."""

import contextlib
import io
import os
import re
import tempfile
import unittest
from unittest import mock

from support import REPOSITORY, SparkTest

CONNECTOR = REPOSITORY / "spark-connector"
PAGES = [
    CONNECTOR / "python" / "README.md",
    CONNECTOR / "docs" / "databricks.md",
    CONNECTOR / "docs" / "trust.md",
]
# Where the pages keep files; here it is a folder of the test's.
PLACES = re.compile(r"(/tmp/|hdfs:///models/)")


def blocks(page) -> list[str]:
    """The blocks of Python in a page, those that are to be run somewhere else left out."""
    found = re.findall(r"^```python\n(.*?)^```$", page.read_text(encoding="utf-8"), re.M | re.S)
    assert found, page
    return found


def run(code: str, name: str, folder: str, names: dict) -> str:
    """Runs it; returns what it has printed."""
    said = io.StringIO()
    moved = PLACES.sub(folder.replace("\\", "/") + "/", code)
    with contextlib.redirect_stdout(said):
        exec(compile(moved, name, "exec"), names)
    return said.getvalue()


class DocumentsTest(SparkTest):
    def test_every_block_runs(self):
        try:
            import torch  # noqa: F401
        except ImportError:
            torch = None
        names = {"spark": self.spark}
        said = ""
        with tempfile.TemporaryDirectory() as folder:
            # The wheel's own test has the jars.
            with mock.patch("kindling.spark_session_config", return_value={}):
                for page in PAGES:
                    for number, block in enumerate(blocks(page), 1):
                        if torch or "import torch" not in block:
                            said += run(block, f"{page.name}, block {number}", folder, names)
            self.assertTrue(os.path.isdir(os.path.join(folder, "flowers", "stages")))
        self.assertIn("1.weight", said)
        self.assertIn("nothing is missing", said)
        scored = names["loaded"].transform(names["flowers"])
        self.assertGreater(scored.where("prediction = label").count(), 120)
        if torch:
            self.assertIn("3.bias", names["module"].state_dict())
        self.addCleanup(self.spark.conf.unset, "spark.kindling.allowedModules")


if __name__ == "__main__":
    unittest.main()
