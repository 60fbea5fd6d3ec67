{% if autodiscover_host -%}
{{ autodiscover_host }}
{%- else -%}
{{ "autodiscover." ~ verified_domain }}
{%- endif %}
