"""Writes a small Parquet file that is compressed by Brotli, whose codec Spark does not bring.

Run with pyarrow:  python make_brotli.py
"""
import pyarrow as pa
import pyarrow.parquet as pq

rows = {"features": [[float(i), float(i % 3)] for i in range(20)], "label": [i % 2 for i in range(20)]}
pq.write_table(pa.table(rows), "brotli.parquet", compression="brotli")
