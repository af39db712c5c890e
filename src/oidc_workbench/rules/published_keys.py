"""Keys whose private half stands in a standard or on a well-known page: everybody has them."""

# RFC 7638 thumbprint (SHA-256) → where the key is printed.
PUBLISHED_KEYS = {
    "IsUn6_e04MaShXFIISMp4kG62LWzMIPy_MvSA5pJgX8": "RFC 7515 appendix A.2",
    "oKIywvGUpTVTyxMQ3bwIIeQUudfr_CkLMjCE19ECD-U": "RFC 7515 appendix A.3",
    "u5YUSjQ2-2chBi51NSk3t3g7IM4o2KYcnPqPtCNGd3U": "RFC 7515 appendix A.4",
    "cn-I_WNMClehiVp51i_0VpOENW1upEerA8sEam5hn-s": "RFC 7517 appendix A",
    "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs": "RFC 7517 appendix A",
    "dHri3SADZkrush5HU_50AoRhcKFryN-PI6jPBtPL55M": "RFC 7520 §3.1",
    "9jg46WB3rR_AHD-EBXdN7cBkH1WOu0tA3M9fm21mqTI": "RFC 7520 §3.3",
    "h_jutvC-jg3Nwueq8LmdSybXykVsBwk4_5u5Y9JiS7E": "RFC 7520 §5.1",
    "Rt-IyDEhXohvTl_ozKQ9YGflXGuDb3uu3QmqN2LoMwM": "RFC 7520 §5.2",
    "YlKlB7M2wnS0cPn_V7OW-FuDLuWdJ9z4OvPHmhGDfeE": "RFC 7520 §5.4",
    "HsSFalww3yP-dO-lWGYgFcyV5H22oScIFc4V2Y6GOto": "RFC 7520 §5.5",
    "8izOqBCj1XBwWw0-iTcMv27pUKWwFvNmw-kutyfzf-g": "RFC 7520 §6",
    "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k": "RFC 8037 appendix A",
    "giQqigT_IKcuzHl0FVJ3k5ts3_TWNAxvsC08UZsfcM8": "RFC 8037 appendix A",
    "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I": "RFC 9449",
    "oGDmHqCJ7yzMkWEkrlZVHkvrHIyQwtlDmeq5ForUHeY": "the samples of jwt.io",
    "pdmN_UI10XD6wy44jm-JkHmJOFxevse_2jio8cH1lRw": "the samples of jwt.io",
    "19J8y7Zprt2-QKLjF2I5pVk0OELX6cY2AfaAv1LC_w8": "the samples of jwt.io",
    "xZDfZpry4P9vZPZyG2fNBRj-7Lz5omVdm7tHoCgSNfY": "the samples of jwt.io",
    "iTqXXI0zbAnJCKDaobfhkM1f-6rMSpTfyZMRp_2tKI8": "the samples of jwt.io",
}
