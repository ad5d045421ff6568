"""One engine, one case, in a process of its own: a line of JSON."""
import json, os, resource, sys, time

engine, case, path, times, kpis = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]), json.loads(sys.argv[5])


def condition(parts):
    column, sign, value = parts
    return f"{column} {sign} '{value}'" if isinstance(value, str) else f"{column} {sign} {value}"


def sql(kpi, style):
    where = " and ".join(condition(c) for c in kpi["conditions"])
    column = kpi["column"]
    if style == "chdb":
        where = where or "1"
        return {
            "rows": f"countIf({where})",
            "sum": f"sumIf({column}, {where})",
            "distinct": f"uniqExactIf({column}, {where})",
        }[kpi["function"]]
    call = {"rows": "count(*)", "sum": f"sum({column})", "distinct": f"count(distinct {column})"}[kpi["function"]]
    return f"{call} filter (where {where})" if where else call


def query(table, month, style):
    calls = ", ".join(f"{sql(kpi, style)} as k{i}" for i, kpi in enumerate(kpis))
    return f"select owner, {month} as month, {calls} from {table} group by owner, {month}"


if engine == "duckdb":
    import duckdb
    connection = duckdb.connect()
    connection.execute("set threads to 2")
    text = query(f"read_parquet('{path}')", "date_trunc('month', day)", "duckdb")
    run = lambda: connection.execute(text).to_arrow_table()
elif engine == "datafusion":
    import datafusion
    import pyarrow
    config = datafusion.SessionConfig().with_target_partitions(2)
    context = datafusion.SessionContext(config)
    context.register_parquet("facts", path)
    text = query("facts", "date_trunc('month', day)", "datafusion")
    run = lambda: pyarrow.Table.from_batches(context.sql(text).collect())
elif engine == "chdb":
    import chdb
    text = query(f"file('{path}', Parquet)", "toStartOfMonth(day)", "chdb") + " settings max_threads = 2"
    run = lambda: chdb.query(text, "ArrowTable")
elif engine == "polars":
    os.environ["POLARS_MAX_THREADS"] = "2"
    import polars as pl

    def part(parts):
        column, sign, value = parts
        return pl.col(column) == value if sign == "=" else pl.col(column) > value

    def expression(i, kpi):
        where = None
        for parts in kpi["conditions"]:
            where = part(parts) if where is None else where & part(parts)
        if kpi["function"] == "rows":
            found = where.cast(pl.Int64).sum() if where is not None else pl.len()
        elif kpi["function"] == "sum":
            value = pl.col(kpi["column"])
            found = (pl.when(where).then(value).otherwise(None) if where is not None else value).sum()
        else:
            value = pl.col(kpi["column"])
            found = (value.filter(where) if where is not None else value).n_unique()
        return found.alias(f"k{i}")

    def run():
        month = pl.col("day").dt.truncate("1mo").alias("month")
        frame = pl.scan_parquet(path).with_columns(month).group_by("owner", "month")
        found = frame.agg([expression(i, kpi) for i, kpi in enumerate(kpis)])
        return found.collect(engine="streaming").to_arrow()

runs = []
for _ in range(times + 1):
    cpu, wall = time.process_time(), time.perf_counter()
    table = run()
    runs.append((time.process_time() - cpu, time.perf_counter() - wall))
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
cpu, wall = sorted(runs[1:])[(times) // 2]

# Not timed: the sum of every column, each group with its own weight, in whole steps.
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

month = table.column("month")
if pa.types.is_integer(month.type):
    month = month.cast(pa.int32()).cast(pa.date32())
months = (pc.year(month).to_numpy() - 2023) * 12 + pc.month(month).to_numpy() - 1
owners = table.column("owner").to_numpy()
weights = owners * 36 + months + 1
sums = []
for i, kpi in enumerate(kpis):
    column = table.column(f"k{i}")
    column = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    if isinstance(column, pa.ChunkedArray):
        column = pa.concat_arrays(column.chunks)
    if pa.types.is_decimal(column.type):
        # Whole steps: the lower half of 128 bits holds each of these sums.
        column = column.cast(pa.decimal128(38, column.type.scale))
        steps = np.frombuffer(column.buffers()[1], dtype=np.int64)[0::2]
        steps = steps[column.offset : column.offset + len(column)]
        values = np.where(column.is_valid().to_numpy(zero_copy_only=False), steps, 0)
    else:
        values = column.cast(pa.int64()).fill_null(0).to_numpy(zero_copy_only=False)
    sums.append(str(int((values.astype(object) * weights.astype(object)).sum())))
print(json.dumps({
    "engine": engine, "case": case, "wall": wall, "cpu": cpu, "peak": peak,
    "groups": len(table), "sums": sums,
}))
