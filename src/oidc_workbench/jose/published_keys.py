"""Keys that stand in standards and samples, private part included: everybody has them.

Only their thumbprints (RFC 7638, SHA-256) are kept here.
"""

from __future__ import annotations

_SAMPLE = "a well-known debugging page"
_SOURCES = {
    "RFC 7515": (
        "IsUn6_e04MaShXFIISMp4kG62LWzMIPy_MvSA5pJgX8",
        "oKIywvGUpTVTyxMQ3bwIIeQUudfr_CkLMjCE19ECD-U",
        "u5YUSjQ2-2chBi51NSk3t3g7IM4o2KYcnPqPtCNGd3U",
        # The symmetric key of appendix A.1, which RFC 7797 uses again.
        "y_x3gCJnL6oKGBBIXScabduwxTVy2Wd2bzRVEUbdUzc",
    ),
    "RFC 7517": (
        "cn-I_WNMClehiVp51i_0VpOENW1upEerA8sEam5hn-s",
        "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs",
    ),
    "RFC 7520": (
        "HsSFalww3yP-dO-lWGYgFcyV5H22oScIFc4V2Y6GOto",
        "YlKlB7M2wnS0cPn_V7OW-FuDLuWdJ9z4OvPHmhGDfeE",
        "dHri3SADZkrush5HU_50AoRhcKFryN-PI6jPBtPL55M",
        "8izOqBCj1XBwWw0-iTcMv27pUKWwFvNmw-kutyfzf-g",
        "Rt-IyDEhXohvTl_ozKQ9YGflXGuDb3uu3QmqN2LoMwM",
        "h_jutvC-jg3Nwueq8LmdSybXykVsBwk4_5u5Y9JiS7E",
        "9jg46WB3rR_AHD-EBXdN7cBkH1WOu0tA3M9fm21mqTI",
        "wLi2IZWIuukcHvhZrxIYPL8GGrdhkffpN8heZxnMP1o",
        "tqsISrG_pUi4IXRd2S_IYFnja0Xy7cpZHwbDd3XIFbM",
        "svOLuZiKpi3RFmSHAcCJqsQqjBmWR4egaIsgk-2uBak",
        "RtoRur_1Dir5M4wuOfqNkDYOf9O_4RJ-aHkTA75RLA8",
        "VDMp1ZgGGv1OKgOeDc1EUKHXNQzMdLkCnxPETHdA4v0",
    ),
    "RFC 8037": (
        "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k",
        "giQqigT_IKcuzHl0FVJ3k5ts3_TWNAxvsC08UZsfcM8",
    ),
    "RFC 9449": ("0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I",),
    _SAMPLE: (
        "19J8y7Zprt2-QKLjF2I5pVk0OELX6cY2AfaAv1LC_w8",
        "oGDmHqCJ7yzMkWEkrlZVHkvrHIyQwtlDmeq5ForUHeY",
        "pdmN_UI10XD6wy44jm-JkHmJOFxevse_2jio8cH1lRw",
        "iTqXXI0zbAnJCKDaobfhkM1f-6rMSpTfyZMRp_2tKI8",
        "xZDfZpry4P9vZPZyG2fNBRj-7Lz5omVdm7tHoCgSNfY",
    ),
}
_BY_THUMBPRINT = {one: source for source, listed in _SOURCES.items() for one in listed}


def where_published(thumbprint: str) -> str:
    """Return where the key with this thumbprint is published; empty when it is not on the list."""
    return _BY_THUMBPRINT.get(thumbprint, "")
