"""How the rows of OpTable/samples.jsonl spell values."""
import torch


def decode(value):
    if isinstance(value, list):
        return [decode(v) for v in value]
    if not isinstance(value, dict):
        return value
    if "f" in value:
        return float(value["f"])
    if "dtype" in value:
        return getattr(torch, value["dtype"])
    if "l" in value:
        return [decode(v) for v in value["l"]]
    if "tu" in value:
        return tuple(decode(v) for v in value["tu"])
    if "t" in value and "sh" not in value:
        return torch.tensor([float(x) if isinstance(x, str) else x for x in value["d"]], dtype=getattr(torch, value["t"])).reshape(value["s"])
    raise KeyError
