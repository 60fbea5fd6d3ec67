{% if autodiscover_host -%}
{{ "https://" ~ autodiscover_host ~ "/autodiscover/autodiscover.svc" }}
{%- else -%}
{{ "https://autodiscover." ~ verified_domain ~ "/autodiscover/autodiscover.svc" }}
{%- endif %}
