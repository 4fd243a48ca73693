// Made by Tests/TensorCoreTests/Fixtures/double_table.py, which says what it is.
static const double exp_high[16] __attribute__((aligned(64))) = {
    0x1.0000000000000p+0, 0x1.0b5586cf9890fp+0, 0x1.172b83c7d517bp+0, 0x1.2387a6e756238p+0,
    0x1.306fe0a31b715p+0, 0x1.3dea64c123422p+0, 0x1.4bfdad5362a27p+0, 0x1.5ab07dd485429p+0,
    0x1.6a09e667f3bcdp+0, 0x1.7a11473eb0187p+0, 0x1.8ace5422aa0dbp+0, 0x1.9c49182a3f090p+0,
    0x1.ae89f995ad3adp+0, 0x1.c199bdd85529cp+0, 0x1.d5818dcfba487p+0, 0x1.ea4afa2a490dap+0,
};
static const double exp_low[16] __attribute__((aligned(64))) = {
    0x0.0p+0, 0x1.8a62e4adc610bp-54, -0x1.19041b9d78a76p-55, 0x1.9b07eb6c70573p-54,
    0x1.6f46ad23182e4p-55, 0x1.ada0911f09ebcp-55, 0x1.d4397afec42e2p-56, 0x1.6324c054647adp-54,
    -0x1.bdd3413b26456p-54, -0x1.41577ee04992fp-55, 0x1.6e9f156864b27p-54, 0x1.c7c46b071f2bep-56,
    0x1.7a1cd345dcc81p-54, 0x1.11065895048ddp-55, 0x1.2ed02d75b3707p-55, -0x1.e9c23179c2893p-54,
};
static const double log_reciprocal[16] __attribute__((aligned(64))) = {
    0x1.0000000000000p+0, 0x1.e79e79e79e79ep-1, 0x1.d1745d1745d17p-1, 0x1.bd37a6f4de9bdp-1,
    0x1.aaaaaaaaaaaabp-1, 0x1.999999999999ap-1, 0x1.89d89d89d89d9p-1, 0x1.7b425ed097b42p-1,
    0x1.6db6db6db6db7p-1, 0x1.611a7b9611a7cp-1, 0x1.5555555555555p-1, 0x1.5555555555555p+0,
    0x1.4000000000000p+0, 0x1.2d2d2d2d2d2d3p+0, 0x1.1c71c71c71c72p+0, 0x1.0d79435e50d79p+0,
};
static const double log_high[16] __attribute__((aligned(64))) = {
    0x0.0p+0, 0x1.8fb063ef30000p-5, 0x1.8663f793c4000p-4, 0x1.1e3b825dd0000p-3,
    0x1.7565011e4a000p-3, 0x1.c8ff7c79aa000p-3, 0x1.0ca937be1c000p-2, 0x1.334e9e47d0000p-2,
    0x1.588c2d9133000p-2, 0x1.7c7b282d0d000p-2, 0x1.9f323ecbfa000p-2, -0x1.269621134e000p-2,
    -0x1.c8ff7c79aa000p-3, -0x1.4cd6b97964000p-3, -0x1.af8e8210a4000p-4, -0x1.a431d5bcc0000p-5,
};
static const double log_low[16] __attribute__((aligned(64))) = {
    0x0.0p+0, -0x1.c0749d890e822p-44, 0x1.b2409228c1d35p-46, 0x1.7b2367b02240bp-45,
    -0x1.316c0a4ad975cp-44, -0x1.7814f689f8434p-45, -0x1.8948ad9a1799ap-44, 0x1.fd65c790d9bb9p-44,
    0x1.23cfd7d835820p-44, 0x1.1a8d8940804f8p-44, -0x1.ecc3525ca2643p-44, 0x1.1ba1f10522625p-44,
    0x1.7794f689f8434p-45, -0x1.7946f9d8f5ca8p-47, -0x1.60a1945b71373p-48, -0x1.92f8ec7d853afp-45,
};
#define LN2_HIGH 0x1.62e42fefa3800p-1
#define LN2_LOW 0x1.ef35793c76730p-45
#define LN2_16_HIGH 0x1.62e42fefa0000p-5
#define LN2_16_LOW 0x1.cf79abc9e3b3ap-44
