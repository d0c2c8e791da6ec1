"""Sharing a sum out so that the parts add up to the yen."""

from collections.abc import Sequence


def share(total: int, weights: Sequence[int]) -> list[int]:
    """`total` shared in proportion to `weights` by largest remainder; of equal remainders the earlier one is served.

    Nothing is negative; where all weights are 0 there is nothing to share to, and a total above 0 is a ValueError.
    """
    whole = sum(weights)
    if min([total, *weights]) < 0 or (whole == 0 and total):
        raise ValueError(f"cannot share {total} by {list(weights)}")
    if whole == 0:
        return [0] * len(weights)
    parts = [total * weight // whole for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda i: (-(total * weights[i] % whole), i))
    for i in by_remainder[: total - sum(parts)]:
        parts[i] += 1
    return parts
