{{ {
    "global": "https://accounts.accesscontrol.windows.net/" ~ tenant_id ~ "/metadata/json/1",
    "gcc-high": "https://login.microsoftonline.us/" ~ tenant_id ~ "/metadata/json/1",
    "dod": "https://login.microsoftonline.us/" ~ tenant_id ~ "/metadata/json/1",
    "china": sts_metadata_url_china,
    "bleu": sts_metadata_url_bleu,
    "delos": sts_metadata_url_delos,
    "custom": sts_metadata_url,
    "": ""
}[cloud] }}
