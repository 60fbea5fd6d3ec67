## The names of Microsoft's clouds, by the ids of guides/clouds.toml

cloud-global = Global, and GCC
cloud-gcc-high = GCC High (US government)
cloud-dod = DoD (US government)
cloud-china = 21Vianet (China)
cloud-bleu = Bleu (France)
cloud-delos = Delos (Germany)
# A cloud that is none of these.
cloud-custom = Other addresses
