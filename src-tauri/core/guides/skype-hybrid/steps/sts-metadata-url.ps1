{{ of_cloud.sts_metadata or sts_metadata_url_china or sts_metadata_url_bleu or sts_metadata_url_delos or sts_metadata_url }}
