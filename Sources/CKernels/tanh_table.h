// Made by Tests/TensorCoreTests/Fixtures/tanh_table.py, which says what the rows are.
#define TANH_ROWS(ROW) \
    ROW(0x0.0p+0, 0x1.000000006a31dp+0, -0x1.defde93b20f9ep-25, -0x1.5553f7294ef9fp-2, -0x1.76cbdce4f9e75p-13, 0x1.16be24566a6e3p-3, -0x1.45bc4a57a75a7p-6) /* 0 to 1/8 */ \
    ROW(0x1.1e1dd055cd971p-3, 0x1.f601caf83b388p-1, -0x1.18883bbf77e8fp-3, -0x1.3b134e99851a4p-2, 0x1.6b179ae39b918p-4, 0x1.ca8ce51215019p-4, -0x1.8ac02c37c5a27p-5) /* from 0.125 */ \
    ROW(0x1.5c93072279c70p-3, 0x1.f12aff81487a4p-1, -0x1.5279fe6fc312ap-3, -0x1.2ea3fbd75eb1cp-2, 0x1.afb1041feed6ap-4, 0x1.a25f638550435p-4, -0x1.cc00829f3b25dp-5) /* from 0.15625 */ \
    ROW(0x1.9a5f1be766507p-3, 0x1.eb7159ba4883bp-1, -0x1.89e50f2ae217ep-3, -0x1.202a3350997c8p-2, 0x1.ed90052993ed4p-4, 0x1.74a48cf5a0f36p-4, -0x1.00935cf4c9449p-4) /* from 0.1875 */ \
    ROW(0x1.d7665cf9bb828p-3, 0x1.e4dfb16796a8bp-1, -0x1.be6cb84fd098bp-3, -0x1.0fdf03005fdefp-2, 0x1.11f6e84a0450dp-3, 0x1.428aaed4fcc70p-4, -0x1.14a00ee7f4be5p-4) /* from 0.21875 */ \
    ROW(0x1.18a399e6b4838p-2, 0x1.d98b36d93df42p-1, -0x1.038f7227f1cfcp-2, -0x1.e91ee5b100f33p-3, 0x1.3316dba4085fdp-3, 0x1.e3c8b5df7c393p-5, -0x1.25c93e2cc051cp-4) /* from 0.25 */ \
    ROW(0x1.52c2c561d8607p-2, 0x1.c7f723533d912p-1, -0x1.2daf9abdfa669p-2, -0x1.98587edfdf5cbp-3, 0x1.503699e79b160p-3, 0x1.05c58daa1f686p-5, -0x1.260b5e6b99b81p-4) /* from 0.3125 */ \
    ROW(0x1.8a87e14b33c3ep-2, 0x1.b3ff2ecca84c1p-1, -0x1.4ff714a60ece6p-2, -0x1.4271f418874b7p-3, 0x1.5c35aea9a3acbp-3, 0x1.8487f540f9864p-8, -0x1.0f36d44d2aa5dp-4) /* from 0.375 */ \
    ROW(0x1.bfae6ab9724e7p-2, 0x1.9e23ae0eea3cep-1, -0x1.6a1d3ae9b021bp-2, -0x1.d71f6ab66be03p-4, 0x1.5864edbb6909dp-3, -0x1.191fc967b7c09p-6, -0x1.cdef4d158bfbep-5) /* from 0.4375 */ \
    ROW(0x1.05086f2f6da63p-1, 0x1.7aeae682d00ddp-1, -0x1.825df8f776739p-2, -0x1.bd0b84c176106p-5, 0x1.3a4d8dec59cbfp-3, -0x1.6429996be2ad3p-5, -0x1.31f14f1c11312p-5) /* from 0.5 */ \
    ROW(0x1.3157dfe9f7628p-1, 0x1.49e6bf26c3ea0p-1, -0x1.897d27bf95e98p-2, 0x1.d76aa39c554dcp-7, 0x1.e982b9a7c9413p-4, -0x1.f85d385db659ep-5, -0x1.7ebdb906f5fe9p-7) /* from 0.625 */ \
    ROW(0x1.5788ff10d2cbbp-1, 0x1.197fcd996172ep-1, -0x1.79c0e0dd8c4b2p-2, 0x1.072cc92bfe4aap-4, 0x1.471734ec586fap-4, -0x1.00b079399f2abp-4, 0x1.d6ea11341f2d0p-8) /* from 0.75 */ \
    ROW(0x1.77d838e340720p-1, 0x1.d834d2b6e4c1ap-2, -0x1.5aa21b1957ad2p-2, 0x1.84349c7865706p-4, 0x1.626a69ec87057p-5, -0x1.b2aa3d9ebd64ap-5, 0x1.15c604840c346p-6) /* from 0.875 */ \
    ROW(0x1.9e5cb5ba4992dp-1, 0x1.6150029409a16p-2, -0x1.1defac2f9bd3ap-2, 0x1.c68d84fac093bp-4, 0x1.ac4ffea3ed470p-9, -0x1.0675b0ce85354p-5, 0x1.2e8c7292895fep-6) /* from 1 */ \
    ROW(0x1.c278a52a4ac4fp-1, 0x1.cea744b383628p-3, -0x1.970e07cb4b0c2p-3, 0x1.97d80dbff6944p-4, -0x1.5dd73477d18a6p-6, -0x1.37c2d8187bdf5p-7, 0x1.67e656befb44ap-7) /* from 1.25 */ \
    ROW(0x1.d9c6fafe5eb09p-1, 0x1.265e33839d204p-3, -0x1.10646d3379691p-3, 0x1.33df213d40caap-4, -0x1.9d2baa62ddf55p-6, 0x1.6da7514ad5135p-10, 0x1.0e687eaa1c79dp-8) /* from 1.5 */ \
    ROW(0x1.e8789ecebf50ep-1, 0x1.6fcfa6b7a42efp-4, -0x1.5ee8917e563a9p-4, 0x1.a85c1b9e1baf2p-5, -0x1.55d6e6a8b12d7p-6, 0x1.2d86f5c0d342ep-8, 0x1.56b344cd1fb22p-11) /* from 1.75 */ \
    ROW(0x1.f4bfd6c288efcp-1, 0x1.6410891f1a794p-5, -0x1.5c3d887a6ffe8p-5, 0x1.bbce5d431b479p-6, -0x1.93cf46bed1372p-7, 0x1.04a073b512d45p-8, -0x1.76efa957c48cbp-11) /* from 2 */ \
    ROW(0x1.fbd509ae7d06fp-1, 0x1.09a7a8e25fc94p-6, -0x1.077e0c60dd4cfp-6, 0x1.599472aae3369p-7, -0x1.4e3b8273b381ep-8, 0x1.f5f5a6bdf9769p-10, -0x1.1e092e7186c30p-11) /* from 2.5 */ \
    ROW(0x1.fe76795d3bb9cp-1, 0x1.88ef6e46edc06p-8, -0x1.87c1691286b53p-8, 0x1.03963f5faaa6cp-8, -0x1.0076632ed5548p-9, 0x1.93f656741d7f6p-11, -0x1.ff119b110d297p-13) /* from 3 */ \
    ROW(0x1.ff6f17a757affp-1, 0x1.21a7b4454719fp-9, -0x1.2155b8a46e090p-9, 0x1.80e724d4c5765p-10, -0x1.7f33a9768ceb1p-11, 0x1.32dd53e66d153p-12, -0x1.917c7465b77a1p-14) /* from 3.5 */ \
    ROW(0x1.ffdfa72225541p-1, 0x1.02c03ca96bd2dp-11, -0x1.02afb6afa02a2p-11, 0x1.58604b8603fe3p-12, -0x1.5811322fe19b0p-13, 0x1.1e7e45c485245p-14, -0x1.7bbe3d8798a28p-16) /* from 4 */ \
    ROW(0x1.fffb9f2fdf1adp-1, 0x1.1834759350b35p-14, -0x1.1831e3843d6d5p-14, 0x1.7529b43f7cabep-15, -0x1.752473e71a982p-16, 0x1.37620e5769a36p-17, -0x1.9e518a530a825p-19) /* from 5 */ \
    ROW(0x1.ffff684ff092dp-1, 0x1.2f61b546e37aap-17, -0x1.2f612ba412b15p-17, 0x1.94100f5572666p-18, -0x1.94162989b8c8bp-19, 0x1.514e20c6d9e8dp-20, -0x1.c10aa8e29ed8dp-22) /* from 6 */ \
    ROW(0x1.ffffeb78a450bp-1, 0x1.48779d30ef81bp-20, -0x1.48775c681df0fp-20, 0x1.b57a707111f6bp-21, -0x1.b582c60721dc4p-22, 0x1.6d385dcee2222p-23, -0x1.e63cde161ac4bp-25) /* from 7 */ \
    ROW(0x1.fffffefa61470p-1, 0x1.060d9b75dcea4p-24, -0x1.0602657ae2772p-24, 0x1.5678c43b96aaep-25, -0x1.56f0bb075ccb5p-26, 0x1.491205835ab6bp-27, -0x1.b4417d99cbfbep-29) /* from 8 */ \
    ROW(0x1.0000000000000p+0, 0x0.0p+0, 0x0.0p+0, 0x0.0p+0, 0x0.0p+0, 0x0.0p+0, 0x0.0p+0) /* from 10: one */
