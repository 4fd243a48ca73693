print("nbs")
