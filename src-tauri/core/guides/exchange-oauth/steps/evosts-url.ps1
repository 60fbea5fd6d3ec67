{{ {
    "global": "https://login.windows.net/" ~ verified_domain ~ "/federationmetadata/2007-06/federationmetadata.xml",
    "gcc-high": "https://login.microsoftonline.us/" ~ tenant_id ~ "/federationmetadata/2007-06/federationmetadata.xml",
    "dod": "https://login.microsoftonline.us/" ~ tenant_id ~ "/federationmetadata/2007-06/federationmetadata.xml",
    "china": evosts_metadata_url,
    "bleu": evosts_metadata_url,
    "delos": evosts_metadata_url,
    "custom": evosts_metadata_url,
    "": ""
}[cloud] }}
