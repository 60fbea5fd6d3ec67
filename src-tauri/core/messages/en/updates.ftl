## The updates of the Exchange servers, as a script read them

updates-server = { $server }: { $words }
updates-support-ended = { $server }: { $words }. Support ended on { $day }.
updates-newest = { $build } ({ $product }, { $update })
updates-older = { $build } ({ $product }, newest on { $day }: { $newest })
updates-none = { $build } (this update level gets no updates)
updates-newer = { $build } (newer than the list of this version, not verified)
updates-hotfix-unknown = { $build } or later ({ $product }, hotfixes not read)
