### The page about what works where.

features-title = What works where
features-lead = Select your Exchange version and the service to connect. Source: Microsoft. Retired and unsupported products are marked.
features-exchange = Exchange version
features-side = Service
features-supported = Supported
features-out-of-support = Microsoft no longer supports this Exchange version
features-retired = No longer supported
features-not-listed = Microsoft's articles don't list this combination
features-support-ended = Support for { $exchange } ended on <source>{ $date }</source>.
features-instead = Show { $service }
features-open = Open this guide
features-table = Features of this combination
features-feature = Feature
features-works = Works
features-today = Today
features-published = As published
features-cell-never = no, and never did
features-cell-no-longer = no longer
features-cell-yes = ✓ yes
features-cell-published = as published
features-cell-no = no
features-cell-no-because = no: { $condition }
features-column = Column of the table: { $column }.
features-source = Source: <article>{ $article }</article>, section Feature support.
