"""Makes the .ipynb files of the notebooks in Databricks' source format: run it after a change.

python3 examples/notebooks/make_ipynb.py
"""

import json
import re
from pathlib import Path

HERE = Path(__file__).resolve().parent
LANGUAGES = {
    "python": ("cifar10.py", "#", "Python 3", "python3"),
    "scala": ("Cifar10.scala", "//", "Scala", "scala"),
}


def cells(source: str, comment: str) -> list[dict]:
    """The cells of a notebook in source format."""
    head, _, body = source.partition("\n")
    if head != f"{comment} Databricks notebook source":
        raise SystemExit(f"no notebook in source format begins with {head!r}")
    made = []
    for number, text in enumerate(body.split(f"\n{comment} COMMAND ----------\n"), 1):
        text = text.strip("\n")
        cell = {"cell_type": "code", "id": f"cell-{number}", "metadata": {}}
        if text.startswith(f"{comment} MAGIC %md\n"):
            cell["cell_type"] = "markdown"
            text = re.sub(f"(?m)^{comment} MAGIC ?", "", text).partition("\n")[2]
        else:
            cell |= {"execution_count": None, "outputs": []}
        made.append(cell | {"source": text.splitlines(keepends=True)})
    return made


def main() -> None:
    for language, (file, comment, kernel, kernel_name) in LANGUAGES.items():
        notebook = {
            "cells": cells((HERE / file).read_text("utf-8"), comment),
            "metadata": {
                "application/vnd.databricks.v1+notebook": {"language": language},
                "kernelspec": {"display_name": kernel, "language": language, "name": kernel_name},
                "language_info": {"name": language},
            },
            "nbformat": 4,
            "nbformat_minor": 5,
        }
        text = json.dumps(notebook, indent=1, ensure_ascii=False, sort_keys=True)
        (HERE / f"cifar10-{language}.ipynb").write_text(text + "\n", "utf-8")


if __name__ == "__main__":
    main()
