{{ {
    "global": "",
    "gcc-high": "USGovernmentL4",
    "dod": "USGovernmentL5",
    "china": "ChinaCloud",
    "bleu": "BleuCloud",
    "delos": "DelosCloud",
    "custom": "<name of your cloud>",
    "": ""
}[cloud] }}
