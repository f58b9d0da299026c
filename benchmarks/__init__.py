"""What the client costs, beside other clients: `python -m benchmarks` measures it all.

One module per row of the table in docs/performance.md. Each runs alone too, as in
`python -m benchmarks.row_05_decoding`, with `--quick` for a run that only shows that it works.
"""
