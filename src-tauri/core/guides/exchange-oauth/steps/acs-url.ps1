{{ {
    "global": "https://accounts.accesscontrol.windows.net/" ~ verified_domain ~ "/metadata/json/1",
    "gcc-high": "https://login.microsoftonline.us/" ~ tenant_id ~ "/metadata/json/1",
    "dod": "https://login.microsoftonline.us/" ~ tenant_id ~ "/metadata/json/1",
    "china": acs_metadata_url,
    "bleu": acs_metadata_url,
    "delos": acs_metadata_url,
    "custom": acs_metadata_url,
    "": ""
}[cloud] }}
