print("nbs-bench")
