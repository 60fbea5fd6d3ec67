function Get-NeededBuild {
    # The first build of each product that knows the dedicated application, by the build line it
    # belongs to: the updates of August 2025. 2019 and the Subscription Edition share one line.
    @(
        @{ product = 'Skype for Business Server 2015'; line = '6.0.9319'; build = '6.0.9319.881' }
        @{ product = 'Skype for Business Server 2019'; line = '7.0.2046'; build = '7.0.2046.553' }
        @{ product = 'Skype for Business Server Subscription Edition'; line = '7.0.2046'; build = '7.0.2046.820' }
    )
}
