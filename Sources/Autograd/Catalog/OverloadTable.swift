/// What `Overloads` reads. Written by Tests/AutogradTests/overloads.py from PyTorch's own words: a name (methods start with a
/// point), then its signatures; `=` marks the only one, `-` one without marks, `?` what may be None, `[n]` a list that may be one
/// number, and `~` stands for what every creation function takes.
let overloadTable = #"""
    .abs
    =()
    .abs_
    =()
    .absolute
    =()
    .absolute_
    =()
    .acos
    =()
    .acos_
    =()
    .acosh
    =()
    .acosh_
    =()
    .add
    (Tensor other, *, Number alpha = 1)
    .add_
    (Tensor other, *, Number alpha = 1)
    .addbmm
    (Tensor batch1, Tensor batch2, *, Number beta = 1, Number alpha = 1)
    .addbmm_
    (Tensor batch1, Tensor batch2, *, Number beta = 1, Number alpha = 1)
    .addcdiv
    (Tensor tensor1, Tensor tensor2, *, Number value = 1)
    .addcdiv_
    (Tensor tensor1, Tensor tensor2, *, Number value = 1)
    .addcmul
    (Tensor tensor1, Tensor tensor2, *, Number value = 1)
    .addcmul_
    (Tensor tensor1, Tensor tensor2, *, Number value = 1)
    .addmm
    (Tensor mat1, Tensor mat2, *, Number beta = 1, Number alpha = 1)
    .addmm_
    (Tensor mat1, Tensor mat2, *, Number beta = 1, Number alpha = 1)
    .addmv
    (Tensor mat, Tensor vec, *, Number beta = 1, Number alpha = 1)
    .addmv_
    (Tensor mat, Tensor vec, *, Number beta = 1, Number alpha = 1)
    .addr
    (Tensor vec1, Tensor vec2, *, Number beta = 1, Number alpha = 1)
    .addr_
    (Tensor vec1, Tensor vec2, *, Number beta = 1, Number alpha = 1)
    .adjoint
    =()
    .all
    ()
    (tuple of ints? dim = None, bool keepdim = False)
    (int dim, bool keepdim = False)
    .allclose
    =(Tensor other, float rtol = 1e-05, float atol = 1e-08, bool equal_nan = False)
    .amax
    =(tuple of ints[1] dim = None, bool keepdim = False)
    .amin
    =(tuple of ints[1] dim = None, bool keepdim = False)
    .aminmax
    =(*, int? dim = None, bool keepdim = False)
    .angle
    =()
    .any
    ()
    (tuple of ints? dim = None, bool keepdim = False)
    (int dim, bool keepdim = False)
    .arccos
    =()
    .arccos_
    =()
    .arccosh
    =()
    .arccosh_
    =()
    .arcsin
    =()
    .arcsin_
    =()
    .arcsinh
    =()
    .arcsinh_
    =()
    .arctan
    =()
    .arctan2
    =(Tensor other)
    .arctan2_
    =(Tensor other)
    .arctan_
    =()
    .arctanh
    =()
    .arctanh_
    =()
    .argmax
    =(int? dim = None, bool keepdim = False)
    .argmin
    =(int? dim = None, bool keepdim = False)
    .argsort
    (*, bool stable, int dim = -1, bool descending = False)
    (int dim = -1, bool descending = False)
    .argwhere
    =()
    .as_strided
    =(tuple of ints size, tuple of ints stride, int? storage_offset = None)
    .as_strided_
    =(tuple of ints size, tuple of ints stride, int? storage_offset = None)
    .as_strided_scatter
    =(Tensor src, tuple of ints size, tuple of ints stride, int? storage_offset = None)
    .asin
    =()
    .asin_
    =()
    .asinh
    =()
    .asinh_
    =()
    .atan
    =()
    .atan2
    =(Tensor other)
    .atan2_
    =(Tensor other)
    .atan_
    =()
    .atanh
    =()
    .atanh_
    =()
    .baddbmm
    (Tensor batch1, Tensor batch2, *, Number beta = 1, Number alpha = 1)
    .baddbmm_
    (Tensor batch1, Tensor batch2, *, Number beta = 1, Number alpha = 1)
    .bernoulli
    (*, torch.Generator? generator = None)
    (float p, *, torch.Generator? generator = None)
    .bernoulli_
    (Tensor p, *, torch.Generator? generator = None)
    (float p = 0.5, *, torch.Generator? generator = None)
    .bfloat16
    =(*, torch.memory_format? memory_format = None)
    .bincount
    =(Tensor? weights = None, int minlength = 0)
    .bitwise_and
    (Tensor other)
    (Number other)
    .bitwise_and_
    (Tensor other)
    (Number other)
    .bitwise_left_shift
    (Tensor other)
    (Number other)
    .bitwise_left_shift_
    (Tensor other)
    (Number other)
    .bitwise_not
    =()
    .bitwise_not_
    =()
    .bitwise_or
    (Tensor other)
    (Number other)
    .bitwise_or_
    (Tensor other)
    (Number other)
    .bitwise_right_shift
    (Tensor other)
    (Number other)
    .bitwise_right_shift_
    (Tensor other)
    (Number other)
    .bitwise_xor
    (Tensor other)
    (Number other)
    .bitwise_xor_
    (Tensor other)
    (Number other)
    .bmm
    =(Tensor mat2)
    .bool
    =(*, torch.memory_format? memory_format = None)
    .broadcast_to
    =(tuple of ints size)
    .byte
    =(*, torch.memory_format? memory_format = None)
    .ceil
    =()
    .ceil_
    =()
    .char
    =(*, torch.memory_format? memory_format = None)
    .cholesky
    =(bool upper = False)
    .cholesky_inverse
    =(bool upper = False)
    .cholesky_solve
    =(Tensor input2, bool upper = False)
    .chunk
    =(int chunks, int dim = 0)
    .clamp
    (Tensor? min = None, Tensor? max = None)
    (Number? min = None, Number? max = None)
    .clamp_
    (Tensor? min = None, Tensor? max = None)
    (Number? min = None, Number? max = None)
    .clamp_max
    (Tensor max)
    (Number max)
    .clamp_max_
    (Tensor max)
    (Number max)
    .clamp_min
    (Tensor min)
    (Number min)
    .clamp_min_
    (Tensor min)
    (Number min)
    .clip
    (Tensor? min = None, Tensor? max = None)
    (Number? min = None, Number? max = None)
    .clip_
    (Tensor? min = None, Tensor? max = None)
    (Number? min = None, Number? max = None)
    .clone
    =(*, torch.memory_format? memory_format = None)
    .conj
    =()
    .conj_physical
    =()
    .conj_physical_
    =()
    .contiguous
    =(*, torch.memory_format memory_format = c10::MemoryFormat::Contiguous)
    .copysign
    (Tensor other)
    (Number other)
    .copysign_
    (Tensor other)
    (Number other)
    .corrcoef
    =()
    .cos
    =()
    .cos_
    =()
    .cosh
    =()
    .cosh_
    =()
    .count_nonzero
    (int? dim = None)
    (tuple of ints dim)
    .cov
    =(*, int correction = 1, Tensor? fweights = None, Tensor? aweights = None)
    .cross
    =(Tensor other, int? dim = None)
    .cummax
    =(int dim)
    .cummin
    =(int dim)
    .cumprod
    =(int dim, *, torch.dtype? dtype = None)
    .cumprod_
    =(int dim, *, torch.dtype? dtype = None)
    .cumsum
    =(int dim, *, torch.dtype? dtype = None)
    .cumsum_
    =(int dim, *, torch.dtype? dtype = None)
    .deg2rad
    =()
    .deg2rad_
    =()
    .det
    =()
    .diag
    =(int diagonal = 0)
    .diag_embed
    =(int offset = 0, int dim1 = -2, int dim2 = -1)
    .diagflat
    =(int offset = 0)
    .diagonal
    =(int offset = 0, int dim1 = 0, int dim2 = 1)
    .diagonal_scatter
    =(Tensor src, int offset = 0, int dim1 = 0, int dim2 = 1)
    .diff
    =(int n = 1, int dim = -1, Tensor? prepend = None, Tensor? append = None)
    .digamma
    =()
    .digamma_
    =()
    .dist
    =(Tensor other, Number p = 2)
    .div
    (Tensor other)
    (Tensor other, *, str? rounding_mode)
    (Number other, *, str? rounding_mode)
    .div_
    (Tensor other)
    (Tensor other, *, str? rounding_mode)
    (Number other, *, str? rounding_mode)
    .divide
    (Tensor other)
    (Tensor other, *, str? rounding_mode)
    (Number other)
    (Number other, *, str? rounding_mode)
    .divide_
    (Tensor other)
    (Tensor other, *, str? rounding_mode)
    (Number other)
    (Number other, *, str? rounding_mode)
    .dot
    =(Tensor tensor)
    .double
    =(*, torch.memory_format? memory_format = None)
    .dsplit
    (int sections)
    (tuple of ints indices)
    .eq
    (Tensor other)
    (Number other)
    .eq_
    (Tensor other)
    (Number other)
    .equal
    =(Tensor other)
    .erf
    =()
    .erf_
    =()
    .erfc
    =()
    .erfc_
    =()
    .erfinv
    =()
    .erfinv_
    =()
    .exp
    =()
    .exp2
    =()
    .exp2_
    =()
    .exp_
    =()
    .expand
    =(tuple of ints size, *, bool implicit = False)
    .expand_as
    =(Tensor other)
    .expm1
    =()
    .expm1_
    =()
    .fill_
    (Tensor value)
    (Number value)
    .fix
    =()
    .fix_
    =()
    .flatten
    =(int start_dim = 0, int end_dim = -1)
    .flip
    =(tuple of ints dims)
    .fliplr
    =()
    .flipud
    =()
    .float
    =(*, torch.memory_format? memory_format = None)
    .float_power
    (Tensor exponent)
    (Number exponent)
    .float_power_
    (Tensor exponent)
    (Number exponent)
    .floor
    =()
    .floor_
    =()
    .floor_divide
    (Tensor other)
    (Number other)
    .floor_divide_
    (Tensor other)
    (Number other)
    .fmax
    =(Tensor other)
    .fmin
    =(Tensor other)
    .fmod
    (Tensor other)
    (Number other)
    .fmod_
    (Tensor other)
    (Number other)
    .frac
    =()
    .frac_
    =()
    .frexp
    =()
    .gather
    =(int dim, Tensor index, *, bool sparse_grad = False)
    .gcd
    =(Tensor other)
    .gcd_
    =(Tensor other)
    .ge
    (Tensor other)
    (Number other)
    .ge_
    (Tensor other)
    (Number other)
    .ger
    =(Tensor vec2)
    .greater
    (Tensor other)
    (Number other)
    .greater_
    (Tensor other)
    (Number other)
    .greater_equal
    (Tensor other)
    (Number other)
    .greater_equal_
    (Tensor other)
    (Number other)
    .gt
    (Tensor other)
    (Number other)
    .gt_
    (Tensor other)
    (Number other)
    .half
    =(*, torch.memory_format? memory_format = None)
    .hardshrink
    =(Number lambd = 0.5)
    .heaviside
    =(Tensor values)
    .heaviside_
    =(Tensor values)
    .histc
    =(int bins = 100, Number min = 0, Number max = 0)
    .histogram
    (Tensor bins, *, Tensor? weight = None, bool density = False)
    (int bins = 100, *, tuple of floats? range = None, Tensor? weight = None, bool density = False)
    .hsplit
    (int sections)
    (tuple of ints indices)
    .hypot
    =(Tensor other)
    .hypot_
    =(Tensor other)
    .i0
    =()
    .i0_
    =()
    .igamma
    =(Tensor other)
    .igamma_
    =(Tensor other)
    .igammac
    =(Tensor other)
    .igammac_
    =(Tensor other)
    .index_add
    =(int dim, Tensor index, Tensor source, *, Number alpha = 1)
    .index_add_
    =(int dim, Tensor index, Tensor source, *, Number alpha = 1)
    .index_copy
    =(int dim, Tensor index, Tensor source)
    .index_copy_
    =(int dim, Tensor index, Tensor source)
    .index_fill
    (int dim, Tensor index, Tensor value)
    (int dim, Tensor index, Number value)
    .index_fill_
    (int dim, Tensor index, Tensor value)
    (int dim, Tensor index, Number value)
    .index_put
    =(tuple of Tensors indices, Tensor values, bool accumulate = False)
    .index_reduce
    =(int dim, Tensor index, Tensor source, str reduce, *, bool include_self = True)
    .index_reduce_
    =(int dim, Tensor index, Tensor source, str reduce, *, bool include_self = True)
    .index_select
    =(int dim, Tensor index)
    .inner
    =(Tensor other)
    .int
    =(*, torch.memory_format? memory_format = None)
    .inverse
    =()
    .isclose
    =(Tensor other, float rtol = 1e-05, float atol = 1e-08, bool equal_nan = False)
    .isfinite
    =()
    .isinf
    =()
    .isnan
    =()
    .isneginf
    =()
    .isposinf
    =()
    .isreal
    =()
    .kron
    =(Tensor other)
    .kthvalue
    =(int k, int dim = -1, bool keepdim = False)
    .lcm
    =(Tensor other)
    .lcm_
    =(Tensor other)
    .ldexp
    =(Tensor other)
    .ldexp_
    =(Tensor other)
    .le
    (Tensor other)
    (Number other)
    .le_
    (Tensor other)
    (Number other)
    .lerp
    (Tensor end, Tensor weight)
    (Tensor end, Number weight)
    .lerp_
    (Tensor end, Tensor weight)
    (Tensor end, Number weight)
    .less
    (Tensor other)
    (Number other)
    .less_
    (Tensor other)
    (Number other)
    .less_equal
    (Tensor other)
    (Number other)
    .less_equal_
    (Tensor other)
    (Number other)
    .lgamma
    =()
    .lgamma_
    =()
    .log
    =()
    .log10
    =()
    .log10_
    =()
    .log1p
    =()
    .log1p_
    =()
    .log2
    =()
    .log2_
    =()
    .log_
    =()
    .log_softmax
    =(int dim, torch.dtype? dtype = None)
    .logaddexp
    =(Tensor other)
    .logaddexp2
    =(Tensor other)
    .logcumsumexp
    =(int dim)
    .logdet
    =()
    .logical_and
    =(Tensor other)
    .logical_and_
    =(Tensor other)
    .logical_not
    =()
    .logical_not_
    =()
    .logical_or
    =(Tensor other)
    .logical_or_
    =(Tensor other)
    .logical_xor
    =(Tensor other)
    .logical_xor_
    =(Tensor other)
    .logit
    =(float? eps = None)
    .logit_
    =(float? eps = None)
    .logsumexp
    =(tuple of ints[1] dim, bool keepdim = False)
    .long
    =(*, torch.memory_format? memory_format = None)
    .lt
    (Tensor other)
    (Number other)
    .lt_
    (Tensor other)
    (Number other)
    .lu_solve
    =(Tensor LU_data, Tensor LU_pivots)
    .masked_fill
    (Tensor mask, Tensor value)
    (Tensor mask, Number value)
    .masked_fill_
    (Tensor mask, Tensor value)
    (Tensor mask, Number value)
    .masked_scatter
    =(Tensor mask, Tensor source)
    .masked_scatter_
    =(Tensor mask, Tensor source)
    .masked_select
    =(Tensor mask)
    .matmul
    =(Tensor other)
    .matrix_exp
    =()
    .matrix_power
    =(int n)
    .max
    ()
    (Tensor other)
    (int dim, bool keepdim = False)
    .maximum
    =(Tensor other)
    .mean
    (*, torch.dtype? dtype = None)
    (tuple of ints[1]? dim, bool keepdim = False, *, torch.dtype? dtype = None)
    .median
    ()
    (int dim, bool keepdim = False)
    .min
    ()
    (Tensor other)
    (int dim, bool keepdim = False)
    .minimum
    =(Tensor other)
    .mm
    =(Tensor mat2)
    .mode
    =(int dim = -1, bool keepdim = False)
    .moveaxis
    (int source, int destination)
    (tuple of ints source, tuple of ints destination)
    .movedim
    (int source, int destination)
    (tuple of ints source, tuple of ints destination)
    .msort
    =()
    .mul
    =(Tensor other)
    .mul_
    =(Tensor other)
    .multinomial
    =(int num_samples, bool replacement = False, *, torch.Generator? generator = None)
    .multiply
    (Tensor other)
    (Number other)
    .multiply_
    (Tensor other)
    (Number other)
    .mv
    =(Tensor vec)
    .mvlgamma
    =(int p)
    .mvlgamma_
    =(int p)
    .nan_to_num
    =(float? nan = None, float? posinf = None, float? neginf = None)
    .nan_to_num_
    =(float? nan = None, float? posinf = None, float? neginf = None)
    .nanmean
    =(tuple of ints[1]? dim = None, bool keepdim = False, *, torch.dtype? dtype = None)
    .nanmedian
    ()
    (int dim, bool keepdim = False)
    .nanquantile
    (Tensor q, int? dim = None, bool keepdim = False, *, str interpolation = "linear")
    (float q, int? dim = None, bool keepdim = False, *, str interpolation = "linear")
    .nansum
    =(tuple of ints[1]? dim = None, bool keepdim = False, *, torch.dtype? dtype = None)
    .narrow
    (int dim, Tensor start, int length)
    (int dim, int start, int length)
    .ne
    (Tensor other)
    (Number other)
    .ne_
    (Tensor other)
    (Number other)
    .neg
    =()
    .neg_
    =()
    .negative
    =()
    .negative_
    =()
    .new_empty
    =(tuple of ints size, *, torch.dtype? dtype = None, torch.layout? layout = None, torch.device? device = None, bool? pin_memory = False, bool? requires_grad = False)
    .new_full
    =(tuple of ints size, Number fill_value, *, torch.dtype? dtype = None, torch.layout? layout = None, torch.device? device = None, bool? pin_memory = False, bool? requires_grad = False)
    .new_ones
    =(tuple of ints size, *, torch.dtype? dtype = None, torch.layout? layout = None, torch.device? device = None, bool? pin_memory = False, bool? requires_grad = False)
    .new_tensor
    =(object data, *, torch.dtype? dtype = None, torch.device? device = None, bool requires_grad = False)
    .new_zeros
    =(tuple of ints size, *, torch.dtype? dtype = None, torch.layout? layout = None, torch.device? device = None, bool? pin_memory = False, bool? requires_grad = False)
    .nextafter
    =(Tensor other)
    .nextafter_
    =(Tensor other)
    .nonzero
    ()
    -(*, bool as_tuple)
    .nonzero_static
    =(*, int size, int fill_value = -1)
    .normal_
    =(float mean = 0, float std = 1, *, torch.Generator? generator = None)
    .not_equal
    (Tensor other)
    (Number other)
    .not_equal_
    (Tensor other)
    (Number other)
    .outer
    =(Tensor vec2)
    .permute
    =(tuple of ints dims)
    .pinverse
    =(float rcond = 1e-15)
    .polygamma
    =(int n)
    .polygamma_
    =(int n)
    .positive
    =()
    .pow
    (Tensor exponent)
    (Number exponent)
    .pow_
    (Tensor exponent)
    (Number exponent)
    .prelu
    =(Tensor weight)
    .prod
    (*, torch.dtype? dtype = None)
    (int dim, bool keepdim = False, *, torch.dtype? dtype = None)
    .put
    =(Tensor index, Tensor source, bool accumulate = False)
    .put_
    =(Tensor index, Tensor source, bool accumulate = False)
    .qr
    =(bool some = True)
    .quantile
    (Tensor q, int? dim = None, bool keepdim = False, *, str interpolation = "linear")
    (float q, int? dim = None, bool keepdim = False, *, str interpolation = "linear")
    .rad2deg
    =()
    .rad2deg_
    =()
    .ravel
    =()
    .reciprocal
    =()
    .reciprocal_
    =()
    .relu
    =()
    .relu_
    =()
    .remainder
    (Tensor other)
    (Number other)
    .remainder_
    (Tensor other)
    (Number other)
    .renorm
    =(Number p, int dim, Number maxnorm)
    .renorm_
    =(Number p, int dim, Number maxnorm)
    .repeat
    =(tuple of ints repeats)
    .repeat_interleave
    (Tensor repeats, int? dim = None, *, int? output_size = None)
    (int repeats, int? dim = None, *, int? output_size = None)
    .reshape
    =(tuple of ints shape)
    .reshape_as
    =(Tensor other)
    .resolve_conj
    =()
    .resolve_neg
    =()
    .roll
    =(tuple of ints[1] shifts, tuple of ints[1] dims = None)
    .rot90
    =(int k = 1, tuple of ints dims = {0,1})
    .round
    ()
    (*, int decimals)
    .round_
    ()
    (*, int decimals)
    .rsqrt
    =()
    .rsqrt_
    =()
    .scatter
    (int dim, Tensor index, Tensor src)
    (int dim, Tensor index, Tensor src, *, str reduce)
    (int dim, Tensor index, Number value)
    (int dim, Tensor index, Number value, *, str reduce)
    .scatter_
    (int dim, Tensor index, Tensor src)
    (int dim, Tensor index, Tensor src, *, str reduce)
    (int dim, Tensor index, Number value)
    (int dim, Tensor index, Number value, *, str reduce)
    .scatter_add
    =(int dim, Tensor index, Tensor src)
    .scatter_add_
    =(int dim, Tensor index, Tensor src)
    .scatter_reduce
    =(int dim, Tensor index, Tensor src, str reduce, *, bool include_self = True)
    .scatter_reduce_
    =(int dim, Tensor index, Tensor src, str reduce, *, bool include_self = True)
    .select
    =(int dim, int index)
    .select_scatter
    =(Tensor src, int dim, int index)
    .sgn
    =()
    .sgn_
    =()
    .short
    =(*, torch.memory_format? memory_format = None)
    .sigmoid
    =()
    .sigmoid_
    =()
    .sign
    =()
    .sign_
    =()
    .signbit
    =()
    .sin
    =()
    .sin_
    =()
    .sinc
    =()
    .sinc_
    =()
    .sinh
    =()
    .sinh_
    =()
    .slice_scatter
    =(Tensor src, int dim = 0, int? start = None, int? end = None, int step = 1)
    .slogdet
    =()
    .softmax
    =(int dim, torch.dtype? dtype = None)
    .sort
    (*, bool? stable, int dim = -1, bool descending = False)
    (int dim = -1, bool descending = False)
    .split_with_sizes
    =(tuple of ints split_sizes, int dim = 0)
    .sqrt
    =()
    .sqrt_
    =()
    .square
    =()
    .square_
    =()
    .squeeze
    ()
    (int dim)
    (tuple of ints dim)
    .squeeze_
    ()
    (int dim)
    (tuple of ints dim)
    .std
    (tuple of ints[1]? dim, bool unbiased = True, bool keepdim = False)
    (tuple of ints[1]? dim = None, *, Number? correction = None, bool keepdim = False)
    (bool unbiased = True)
    .sub
    (Tensor other, *, Number alpha = 1)
    .sub_
    (Tensor other, *, Number alpha = 1)
    .subtract
    (Tensor other, *, Number alpha = 1)
    (Number other, Number alpha = 1)
    .subtract_
    (Tensor other, *, Number alpha = 1)
    (Number other, Number alpha = 1)
    .sum
    (*, torch.dtype? dtype = None)
    (tuple of ints[1]? dim, bool keepdim = False, *, torch.dtype? dtype = None)
    .sum_to_size
    =(tuple of ints size)
    .svd
    =(bool some = True, bool compute_uv = True)
    .swapaxes
    =(int axis0, int axis1)
    .swapaxes_
    =(int axis0, int axis1)
    .swapdims
    =(int dim0, int dim1)
    .swapdims_
    =(int dim0, int dim1)
    .t
    =()
    .t_
    =()
    .take
    =(Tensor index)
    .take_along_dim
    =(Tensor indices, int? dim = None)
    .tan
    =()
    .tan_
    =()
    .tanh
    =()
    .tanh_
    =()
    .tensor_split
    (tuple of ints indices, int dim = 0)
    (Tensor tensor_indices_or_sections, int dim = 0)
    (int sections, int dim = 0)
    .tile
    =(tuple of ints dims)
    .topk
    =(int k, int dim = -1, bool largest = True, bool sorted = True)
    .trace
    =()
    .transpose
    =(int dim0, int dim1)
    .transpose_
    =(int dim0, int dim1)
    .triangular_solve
    =(Tensor A, bool upper = True, bool transpose = False, bool unitriangular = False)
    .tril
    =(int diagonal = 0)
    .tril_
    =(int diagonal = 0)
    .triu
    =(int diagonal = 0)
    .triu_
    =(int diagonal = 0)
    .true_divide
    (Tensor other)
    (Number other)
    .true_divide_
    (Tensor other)
    (Number other)
    .trunc
    =()
    .trunc_
    =()
    .unbind
    =(int dim = 0)
    .unfold
    =(int dimension, int size, int step)
    .unsqueeze
    =(int dim)
    .unsqueeze_
    =(int dim)
    .var
    (tuple of ints[1]? dim, bool unbiased = True, bool keepdim = False)
    (tuple of ints[1]? dim = None, *, Number? correction = None, bool keepdim = False)
    (bool unbiased = True)
    .vdot
    =(Tensor other)
    .view
    (torch.dtype dtype)
    (tuple of ints size)
    .view_as
    =(Tensor other)
    .vsplit
    (int sections)
    (tuple of ints indices)
    .where
    (Tensor condition, Tensor other)
    (Tensor condition, Number other)
    .xlogy
    (Tensor other)
    (Number other)
    .xlogy_
    (Tensor other)
    (Number other)
    abs
    =(Tensor input, *, Tensor out = None)
    abs_
    =(Tensor input)
    absolute
    =(Tensor input, *, Tensor out = None)
    acos
    =(Tensor input, *, Tensor out = None)
    acos_
    =(Tensor input)
    acosh
    =(Tensor input, *, Tensor out = None)
    acosh_
    =(Tensor input)
    adaptive_avg_pool1d
    =(Tensor input, tuple of ints[1] output_size, *, Tensor out = None)
    adaptive_avg_pool2d
    =(Tensor input, tuple of ints[2] output_size, *, Tensor out = None)
    adaptive_avg_pool3d
    =(Tensor input, tuple of ints[3] output_size, *, Tensor out = None)
    adaptive_max_pool1d
    =(Tensor input, tuple of ints[1] output_size)
    adaptive_max_pool2d
    =(Tensor input, tuple of ints[2] output_size, *, tuple of Tensors[2] out = None)
    adaptive_max_pool3d
    =(Tensor input, tuple of ints[3] output_size, *, tuple of Tensors[2] out = None)
    add
    (Tensor input, Tensor other, *, Number alpha = 1, Tensor out = None)
    addbmm
    (Tensor input, Tensor batch1, Tensor batch2, *, Number beta = 1, Number alpha = 1, Tensor out = None)
    addcdiv
    (Tensor input, Tensor tensor1, Tensor tensor2, *, Number value = 1, Tensor out = None)
    addcmul
    (Tensor input, Tensor tensor1, Tensor tensor2, *, Number value = 1, Tensor out = None)
    addmm
    (Tensor input, Tensor mat1, Tensor mat2, *, Number beta = 1, Number alpha = 1, Tensor out = None)
    (Tensor input, Tensor mat1, Tensor mat2, torch.dtype out_dtype, *, Number beta = 1, Number alpha = 1, Tensor out = None)
    addmv
    (Tensor input, Tensor mat, Tensor vec, *, Number beta = 1, Number alpha = 1, Tensor out = None)
    addmv_
    (Tensor input, Tensor mat, Tensor vec, *, Number beta = 1, Number alpha = 1)
    addr
    (Tensor input, Tensor vec1, Tensor vec2, *, Number beta = 1, Number alpha = 1, Tensor out = None)
    adjoint
    =(Tensor input)
    all
    (Tensor input, *, Tensor out = None)
    (Tensor input, tuple of ints? dim = None, bool keepdim = False, *, Tensor out = None)
    (Tensor input, int dim, bool keepdim = False, *, Tensor out = None)
    allclose
    =(Tensor input, Tensor other, float rtol = 1e-05, float atol = 1e-08, bool equal_nan = False)
    alpha_dropout
    =(Tensor input, float p, bool train)
    alpha_dropout_
    =(Tensor input, float p, bool train)
    amax
    =(Tensor input, tuple of ints[1] dim = None, bool keepdim = False, *, Tensor out = None)
    amin
    =(Tensor input, tuple of ints[1] dim = None, bool keepdim = False, *, Tensor out = None)
    aminmax
    =(Tensor input, *, int? dim = None, bool keepdim = False, tuple of Tensors[2] out = None)
    angle
    =(Tensor input, *, Tensor out = None)
    any
    (Tensor input, *, Tensor out = None)
    (Tensor input, tuple of ints? dim = None, bool keepdim = False, *, Tensor out = None)
    (Tensor input, int dim, bool keepdim = False, *, Tensor out = None)
    arange
    (Number end, *, Tensor out = None, torch.dtype? dtype = None, torch.layout? layout = None, torch.device? device = None, bool? pin_memory = False, bool? requires_grad = False)
    (Number start, Number end, *, torch.dtype? dtype = None, torch.layout? layout = None, torch.device? device = None, bool? pin_memory = False, bool? requires_grad = False)
    (Number start, Number end, Number step = 1, *, Tensor out = None, torch.dtype? dtype = None, torch.layout? layout = None, torch.device? device = None, bool? pin_memory = False, bool? requires_grad = False)
    arccos
    =(Tensor input, *, Tensor out = None)
    arccos_
    =(Tensor input)
    arccosh
    =(Tensor input, *, Tensor out = None)
    arccosh_
    =(Tensor input)
    arcsin
    =(Tensor input, *, Tensor out = None)
    arcsin_
    =(Tensor input)
    arcsinh
    =(Tensor input, *, Tensor out = None)
    arcsinh_
    =(Tensor input)
    arctan
    =(Tensor input, *, Tensor out = None)
    arctan2
    =(Tensor input, Tensor other, *, Tensor out = None)
    arctan_
    =(Tensor input)
    arctanh
    =(Tensor input, *, Tensor out = None)
    arctanh_
    =(Tensor input)
    argmax
    =(Tensor input, int? dim = None, bool keepdim = False, *, Tensor out = None)
    argmin
    =(Tensor input, int? dim = None, bool keepdim = False, *, Tensor out = None)
    argsort
    (Tensor input, *, bool stable, int dim = -1, bool descending = False, Tensor out = None)
    (Tensor input, int dim = -1, bool descending = False)
    argwhere
    =(Tensor input)
    as_strided
    =(Tensor input, tuple of ints size, tuple of ints stride, int? storage_offset = None)
    as_strided_
    =(Tensor input, tuple of ints size, tuple of ints stride, int? storage_offset = None)
    as_strided_scatter
    =(Tensor input, Tensor src, tuple of ints size, tuple of ints stride, int? storage_offset = None, *, Tensor out = None)
    as_tensor
    =(object data, *, torch.dtype? dtype = None, torch.device? device = None)
    asarray
    =(object obj, *, torch.dtype? dtype = None, torch.device? device = None, bool? copy = None, bool requires_grad = False)
    asin
    =(Tensor input, *, Tensor out = None)
    asin_
    =(Tensor input)
    asinh
    =(Tensor input, *, Tensor out = None)
    asinh_
    =(Tensor input)
    atan
    =(Tensor input, *, Tensor out = None)
    atan2
    =(Tensor input, Tensor other, *, Tensor out = None)
    atan_
    =(Tensor input)
    atanh
    =(Tensor input, *, Tensor out = None)
    atanh_
    =(Tensor input)
    avg_pool1d
    =(Tensor input, tuple of ints[1] kernel_size, tuple of ints[1] stride = None, tuple of ints[1] padding = 0, bool ceil_mode = False, bool count_include_pad = True, *, Tensor out = None)
    avg_pool2d
    =(Tensor input, tuple of ints[2] kernel_size, tuple of ints[2] stride = None, tuple of ints[2] padding = 0, bool ceil_mode = False, bool count_include_pad = True, int? divisor_override = None, *, Tensor out = None)
    avg_pool3d
    =(Tensor input, tuple of ints[3] kernel_size, tuple of ints[3] stride = None, tuple of ints[3] padding = 0, bool ceil_mode = False, bool count_include_pad = True, int? divisor_override = None, *, Tensor out = None)
    baddbmm
    (Tensor input, Tensor batch1, Tensor batch2, *, Number beta = 1, Number alpha = 1, Tensor out = None)
    (Tensor input, Tensor batch1, Tensor batch2, torch.dtype out_dtype, *, Number beta = 1, Number alpha = 1, Tensor out = None)
    bartlett_window
    (int window_length, *, torch.dtype? dtype = None, torch.layout? layout = None, torch.device? device = None, bool? pin_memory = False, bool? requires_grad = False)
    (int window_length, bool periodic, *, torch.dtype? dtype = None, torch.layout? layout = None, torch.device? device = None, bool? pin_memory = False, bool? requires_grad = False)
    batch_norm
    =(Tensor input, Tensor? weight, Tensor? bias, Tensor? running_mean, Tensor? running_var, bool training, float momentum, float eps, bool cudnn_enabled)
    bernoulli
    (Tensor input, *, torch.Generator? generator = None, Tensor out = None)
    (Tensor input, float p, *, torch.Generator? generator = None)
    bilinear
    =(Tensor input1, Tensor input2, Tensor weight, Tensor? bias = None)
    binary_cross_entropy
    =(Tensor input, Tensor target, Tensor? weight = None, int reduction = at::Reduction::Mean, *, Tensor out = None)
    binary_cross_entropy_with_logits
    =(Tensor input, Tensor target, Tensor? weight = None, Tensor? pos_weight = None, int reduction = at::Reduction::Mean, *, Tensor out = None)
    bincount
    =(Tensor input, Tensor? weights = None, int minlength = 0, *, Tensor out = None)
    binomial
    =(Tensor count, Tensor prob, torch.Generator? generator = None, *, Tensor out = None)
    bitwise_and
    (Tensor input, Tensor other, *, Tensor out = None)
    -(Number self, Tensor other)
    (Tensor input, Number other, *, Tensor out = None)
    bitwise_left_shift
    (Tensor input, Tensor other, *, Tensor out = None)
    -(Number self, Tensor other)
    (Tensor input, Number other, *, Tensor out = None)
    bitwise_not
    =(Tensor input, *, Tensor out = None)
    bitwise_or
    (Tensor input, Tensor other, *, Tensor out = None)
    -(Number self, Tensor other)
    (Tensor input, Number other, *, Tensor out = None)
    bitwise_right_shift
    (Tensor input, Tensor other, *, Tensor out = None)
    -(Number self, Tensor other)
    (Tensor input, Number other, *, Tensor out = None)
    bitwise_xor
    (Tensor input, Tensor other, *, Tensor out = None)
    -(Number self, Tensor other)
    (Tensor input, Number other, *, Tensor out = None)
    blackman_window
    (int window_length, *, torch.dtype? dtype = None, torch.layout? layout = None, torch.device? device = None, bool? pin_memory = False, bool? requires_grad = False)
    (int window_length, bool periodic, *, torch.dtype? dtype = None, torch.layout? layout = None, torch.device? device = None, bool? pin_memory = False, bool? requires_grad = False)
    bmm
    (Tensor input, Tensor mat2, *, Tensor out = None)
    (Tensor input, Tensor mat2, torch.dtype out_dtype, *, Tensor out = None)
    broadcast_to
    =(Tensor input, tuple of ints size)
    bucketize
    (Tensor input, Tensor boundaries, *, bool out_int32 = False, bool right = False, Tensor out = None)
    -(Number self, Tensor boundaries, *, bool out_int32 = False, bool right = False)
    cat
    =(tuple of Tensors tensors, int dim = 0, *, Tensor out = None)
    ceil
    =(Tensor input, *, Tensor out = None)
    ceil_
    =(Tensor input)
    celu
    =(Tensor input, Number alpha = 1.0, *, Tensor out = None)
    celu_
    =(Tensor input, Number alpha = 1.0)
    channel_shuffle
    =(Tensor input, int groups, *, Tensor out = None)
    cholesky
    =(Tensor input, bool upper = False, *, Tensor out = None)
    cholesky_inverse
    =(Tensor input, bool upper = False, *, Tensor out = None)
    cholesky_solve
    =(Tensor input, Tensor input2, bool upper = False, *, Tensor out = None)
    chunk
    =(Tensor input, int chunks, int dim = 0)
    clamp
    (Tensor input, Tensor? min = None, Tensor? max = None, *, Tensor out = None)
    (Tensor input, Number? min = None, Number? max = None, *, Tensor out = None)
    clamp_
    (Tensor input, Tensor? min = None, Tensor? max = None)
    (Tensor input, Number? min = None, Number? max = None)
    clamp_max
    (Tensor input, Tensor max, *, Tensor out = None)
    (Tensor input, Number max, *, Tensor out = None)
    clamp_max_
    (Tensor input, Tensor max)
    (Tensor input, Number max)
    clamp_min
    (Tensor input, Tensor min, *, Tensor out = None)
    (Tensor input, Number min, *, Tensor out = None)
    clamp_min_
    (Tensor input, Tensor min)
    (Tensor input, Number min)
    clip
    (Tensor input, Tensor? min = None, Tensor? max = None, *, Tensor out = None)
    (Tensor input, Number? min = None, Number? max = None, *, Tensor out = None)
    clip_
    (Tensor input, Tensor? min = None, Tensor? max = None)
    (Tensor input, Number? min = None, Number? max = None)
    clone
    =(Tensor input, *, torch.memory_format? memory_format = None, Tensor out = None)
    column_stack
    =(tuple of Tensors tensors, *, Tensor out = None)
    combinations
    =(Tensor input, int r = 2, bool with_replacement = False)
    concat
    =(tuple of Tensors tensors, int dim = 0, *, Tensor out = None)
    concatenate
    =(tuple of Tensors tensors, int dim = 0, *, Tensor out = None)
    conj
    =(Tensor input)
    conj_physical
    =(Tensor input, *, Tensor out = None)
    conj_physical_
    =(Tensor input)
    constant_pad_nd
    =(Tensor input, tuple of ints pad, Number value = 0, *, Tensor out = None)
    conv1d
    (Tensor input, Tensor weight, Tensor? bias = None, tuple of ints[1] stride = 1, tuple of ints[1] padding = 0, tuple of ints[1] dilation = 1, int groups = 1)
    (Tensor input, Tensor weight, Tensor? bias = None, tuple of ints[1] stride = 1, str padding = "valid", tuple of ints[1] dilation = 1, int groups = 1)
    conv2d
    (Tensor input, Tensor weight, Tensor? bias = None, tuple of ints[2] stride = 1, tuple of ints[2] padding = 0, tuple of ints[2] dilation = 1, int groups = 1)
    (Tensor input, Tensor weight, Tensor? bias = None, tuple of ints[2] stride = 1, str padding = "valid", tuple of ints[2] dilation = 1, int groups = 1)
    conv3d
    (Tensor input, Tensor weight, Tensor? bias = None, tuple of ints[3] stride = 1, tuple of ints[3] padding = 0, tuple of ints[3] dilation = 1, int groups = 1)
    (Tensor input, Tensor weight, Tensor? bias = None, tuple of ints[3] stride = 1, str padding = "valid", tuple of ints[3] dilation = 1, int groups = 1)
    conv_transpose1d
    =(Tensor input, Tensor weight, Tensor? bias = None, tuple of ints[1] stride = 1, tuple of ints[1] padding = 0, tuple of ints[1] output_padding = 0, int groups = 1, tuple of ints[1] dilation = 1)
    conv_transpose2d
    =(Tensor input, Tensor weight, Tensor? bias = None, tuple of ints[2] stride = 1, tuple of ints[2] padding = 0, tuple of ints[2] output_padding = 0, int groups = 1, tuple of ints[2] dilation = 1)
    conv_transpose3d
    =(Tensor input, Tensor weight, Tensor? bias = None, tuple of ints[3] stride = 1, tuple of ints[3] padding = 0, tuple of ints[3] output_padding = 0, int groups = 1, tuple of ints[3] dilation = 1)
    copysign
    (Tensor input, Tensor other, *, Tensor out = None)
    (Tensor input, Number other, *, Tensor out = None)
    corrcoef
    =(Tensor input)
    cos
    =(Tensor input, *, Tensor out = None)
    cos_
    =(Tensor input)
    cosh
    =(Tensor input, *, Tensor out = None)
    cosh_
    =(Tensor input)
    cosine_embedding_loss
    =(Tensor input1, Tensor input2, Tensor target, float margin = 0.0, int reduction = at::Reduction::Mean)
    cosine_similarity
    =(Tensor x1, Tensor x2, int dim = 1, float eps = 1e-08)
    count_nonzero
    -(Tensor input, int dim = None)
    -(Tensor input, tuple of ints dim)
    cov
    =(Tensor input, *, int correction = 1, Tensor? fweights = None, Tensor? aweights = None)
    cross
    =(Tensor input, Tensor other, int? dim = None, *, Tensor out = None)
    ctc_loss
    (Tensor log_probs, Tensor targets, tuple of ints input_lengths, tuple of ints target_lengths, int blank = 0, int reduction = at::Reduction::Mean, bool zero_infinity = False)
    (Tensor log_probs, Tensor targets, Tensor input_lengths, Tensor target_lengths, int blank = 0, int reduction = at::Reduction::Mean, bool zero_infinity = False)
    cummax
    =(Tensor input, int dim, *, tuple of Tensors[2] out = None)
    cummin
    =(Tensor input, int dim, *, tuple of Tensors[2] out = None)
    cumprod
    =(Tensor input, int dim, *, torch.dtype? dtype = None, Tensor out = None)
    cumsum
    =(Tensor input, int dim, *, torch.dtype? dtype = None, Tensor out = None)
    cumulative_trapezoid
    (Tensor y, Tensor x, *, int dim = -1)
    (Tensor y, *, Number dx = 1, int dim = -1)
    deg2rad
    =(Tensor input, *, Tensor out = None)
    deg2rad_
    =(Tensor input)
    det
    =(Tensor input)
    diag
    =(Tensor input, int diagonal = 0, *, Tensor out = None)
    diag_embed
    =(Tensor input, int offset = 0, int dim1 = -2, int dim2 = -1, *, Tensor out = None)
    diagflat
    =(Tensor input, int offset = 0)
    diagonal
    =(Tensor input, int offset = 0, int dim1 = 0, int dim2 = 1)
    diagonal_scatter
    =(Tensor input, Tensor src, int offset = 0, int dim1 = 0, int dim2 = 1, *, Tensor out = None)
    diff
    =(Tensor input, int n = 1, int dim = -1, Tensor? prepend = None, Tensor? append = None, *, Tensor out = None)
    digamma
    =(Tensor input, *, Tensor out = None)
    dist
    =(Tensor input, Tensor other, Number p = 2, *, Tensor out = None)
    div
    (Tensor input, Tensor other, *, Tensor out = None)
    (Tensor input, Tensor other, *, str? rounding_mode, Tensor out = None)
    -(Tensor input, Number other, *, str rounding_mode)
    divide
    (Tensor input, Tensor other, *, Tensor out = None)
    (Tensor input, Tensor other, *, str? rounding_mode, Tensor out = None)
    (Tensor input, Number other)
    (Tensor input, Number other, *, str? rounding_mode)
    dot
    =(Tensor input, Tensor tensor, *, Tensor out = None)
    dropout
    =(Tensor input, float p, bool train)
    dropout_
    =(Tensor input, float p, bool train)
    dsplit
    (Tensor input, int sections)
    (Tensor input, tuple of ints indices)
    dstack
    =(tuple of Tensors tensors, *, Tensor out = None)
    elu
    =(Tensor input, Number alpha = 1, Number scale = 1, Number input_scale = 1, *, Tensor out = None)
    elu_
    =(Tensor input, Number alpha = 1, Number scale = 1, Number input_scale = 1)
    embedding
    =(Tensor weight, Tensor indices, int padding_idx = -1, bool scale_grad_by_freq = False, bool sparse = False, *, Tensor out = None)
    embedding_bag
    (Tensor weight, Tensor indices, Tensor offsets, bool scale_grad_by_freq, int mode, bool sparse, Tensor? per_sample_weights, bool include_last_offset, int? padding_idx)
    (Tensor weight, Tensor indices, Tensor offsets, bool scale_grad_by_freq = False, int mode = 0, bool sparse = False, Tensor? per_sample_weights = None, bool include_last_offset = False)
    empty
    =(tuple of ints size, *, torch.memory_format? memory_format = None, Tensor out = None, torch.dtype? dtype = None, torch.layout? layout = None, torch.device? device = None, bool? pin_memory = False, bool? requires_grad = False)
    empty_like
    =(Tensor input, *, torch.memory_format? memory_format = None, torch.dtype? dtype = None, torch.layout? layout = None, torch.device? device = None, bool? pin_memory = False, bool? requires_grad = False)
    eq
    (Tensor input, Tensor other, *, Tensor out = None)
    (Tensor input, Number other, *, Tensor out = None)
    equal
    =(Tensor input, Tensor other)
    erf
    =(Tensor input, *, Tensor out = None)
    erf_
    =(Tensor input)
    erfc
    =(Tensor input, *, Tensor out = None)
    erfc_
    =(Tensor input)
    erfinv
    =(Tensor input, *, Tensor out = None)
    exp
    =(Tensor input, *, Tensor out = None)
    exp2
    =(Tensor input, *, Tensor out = None)
    exp2_
    =(Tensor input)
    exp_
    =(Tensor input)
    expm1
    =(Tensor input, *, Tensor out = None)
    expm1_
    =(Tensor input)
    eye
    (int n, *, Tensor out = None, torch.dtype? dtype = None, torch.layout? layout = None, torch.device? device = None, bool? pin_memory = False, bool? requires_grad = False)
    (int n, int m, *, Tensor out = None, torch.dtype? dtype = None, torch.layout? layout = None, torch.device? device = None, bool? pin_memory = False, bool? requires_grad = False)
    feature_alpha_dropout
    =(Tensor input, float p, bool train)
    feature_alpha_dropout_
    =(Tensor input, float p, bool train)
    fill
    -(Tensor input, Tensor value)
    -(Tensor input, Number value)
    fill_
    (Tensor input, Tensor value)
    (Tensor input, Number value)
    fix
    =(Tensor input, *, Tensor out = None)
    fix_
    =(Tensor input)
    flatten
    =(Tensor input, int start_dim = 0, int end_dim = -1)
    flip
    =(Tensor input, tuple of ints dims, *, Tensor out = None)
    fliplr
    =(Tensor input)
    flipud
    =(Tensor input)
    float_power
    (Tensor input, Tensor exponent, *, Tensor out = None)
    (Number self, Tensor exponent, *, Tensor out = None)
    (Tensor input, Number exponent, *, Tensor out = None)
    floor
    =(Tensor input, *, Tensor out = None)
    floor_
    =(Tensor input)
    floor_divide
    (Tensor input, Tensor other, *, Tensor out = None)
    -(Tensor input, Number other)
    fmax
    =(Tensor input, Tensor other, *, Tensor out = None)
    fmin
    =(Tensor input, Tensor other, *, Tensor out = None)
    fmod
    (Tensor input, Tensor other, *, Tensor out = None)
    (Tensor input, Number other, *, Tensor out = None)
    frac
    =(Tensor input, *, Tensor out = None)
    frac_
    =(Tensor input)
    fractional_max_pool2d
    =(Tensor input, tuple of ints[2] kernel_size, tuple of ints[2] output_size, Tensor random_samples, *, tuple of Tensors[2] out = None)
    fractional_max_pool3d
    =(Tensor input, tuple of ints[3] kernel_size, tuple of ints[3] output_size, Tensor random_samples, *, tuple of Tensors[2] out = None)
    frexp
    =(Tensor input, *, tuple of Tensors[2] out = None)
    frobenius_norm
    =(Tensor input, tuple of ints[1] dim, bool keepdim = False, *, Tensor out = None)
    full
    =(tuple of ints size, Number fill_value, *, Tensor out = None, torch.dtype? dtype = None, torch.layout? layout = None, torch.device? device = None, bool? pin_memory = False, bool? requires_grad = False)
    full_like
    =(Tensor input, Number fill_value, *, torch.memory_format? memory_format = None, torch.dtype? dtype = None, torch.layout? layout = None, torch.device? device = None, bool? pin_memory = False, bool? requires_grad = False)
    gather
    =(Tensor input, int dim, Tensor index, *, bool sparse_grad = False, Tensor out = None)
    gcd
    =(Tensor input, Tensor other, *, Tensor out = None)
    gcd_
    =(Tensor input, Tensor other)
    ge
    (Tensor input, Tensor other, *, Tensor out = None)
    (Tensor input, Number other, *, Tensor out = None)
    gelu
    =(Tensor input, *, str approximate = "none", Tensor out = None)
    gelu_
    =(Tensor input, *, str approximate = "none")
    ger
    =(Tensor input, Tensor vec2, *, Tensor out = None)
    glu
    =(Tensor input, int dim = -1, *, Tensor out = None)
    gradient
    (Tensor input, *, tuple of ints dim, int edge_order = 1)
    (Tensor input, *, Number spacing, tuple of ints dim, int edge_order = 1)
    (Tensor input, *, Number? spacing = None, int? dim = None, int edge_order = 1)
    -(Tensor input, *, tuple of Scalars spacing, int dim = None, int edge_order = 1)
    -(Tensor input, *, tuple of Scalars spacing, tuple of ints dim, int edge_order = 1)
    (Tensor input, *, tuple of Tensors spacing, int? dim = None, int edge_order = 1)
    (Tensor input, *, tuple of Tensors spacing, tuple of ints dim, int edge_order = 1)
    greater
    (Tensor input, Tensor other, *, Tensor out = None)
    (Tensor input, Number other, *, Tensor out = None)
    greater_equal
    (Tensor input, Tensor other, *, Tensor out = None)
    (Tensor input, Number other, *, Tensor out = None)
    group_norm
    =(Tensor input, int num_groups, Tensor? weight = None, Tensor? bias = None, float eps = 1e-05, bool cudnn_enabled = True)
    gt
    (Tensor input, Tensor other, *, Tensor out = None)
    (Tensor input, Number other, *, Tensor out = None)
    hamming_window
    (int window_length, *, torch.dtype? dtype = None, torch.layout? layout = None, torch.device? device = None, bool? pin_memory = False, bool? requires_grad = False)
    (int window_length, bool periodic, *, torch.dtype? dtype = None, torch.layout? layout = None, torch.device? device = None, bool? pin_memory = False, bool? requires_grad = False)
    (int window_length, bool periodic, float alpha, *, torch.dtype? dtype = None, torch.layout? layout = None, torch.device? device = None, bool? pin_memory = False, bool? requires_grad = False)
    (int window_length, bool periodic, float alpha, float beta, *, torch.dtype? dtype = None, torch.layout? layout = None, torch.device? device = None, bool? pin_memory = False, bool? requires_grad = False)
    hann_window
    (int window_length, *, torch.dtype? dtype = None, torch.layout? layout = None, torch.device? device = None, bool? pin_memory = False, bool? requires_grad = False)
    (int window_length, bool periodic, *, torch.dtype? dtype = None, torch.layout? layout = None, torch.device? device = None, bool? pin_memory = False, bool? requires_grad = False)
    hardshrink
    =(Tensor input, Number lambd = 0.5, *, Tensor out = None)
    hardsigmoid
    =(Tensor input, *, Tensor out = None)
    hardsigmoid_
    =(Tensor input)
    hardswish
    =(Tensor input, *, Tensor out = None)
    hardswish_
    =(Tensor input)
    hardtanh
    =(Tensor input, Number min_val = -1, Number max_val = 1, *, Tensor out = None)
    hardtanh_
    =(Tensor input, Number min_val = -1, Number max_val = 1)
    heaviside
    =(Tensor input, Tensor values, *, Tensor out = None)
    hinge_embedding_loss
    =(Tensor input, Tensor target, float margin = 1.0, int reduction = at::Reduction::Mean)
    histc
    =(Tensor input, int bins = 100, Number min = 0, Number max = 0, *, Tensor out = None)
    histogram
    (Tensor input, Tensor bins, *, Tensor? weight = None, bool density = False, tuple of Tensors[2] out = None)
    (Tensor input, int bins = 100, *, tuple of floats? range = None, Tensor? weight = None, bool density = False, tuple of Tensors[2] out = None)
    hsplit
    (Tensor input, int sections)
    (Tensor input, tuple of ints indices)
    hstack
    =(tuple of Tensors tensors, *, Tensor out = None)
    huber_loss
    =(Tensor input, Tensor target, int reduction = at::Reduction::Mean, float delta = 1.0, *, Tensor out = None)
    hypot
    =(Tensor input, Tensor other, *, Tensor out = None)
    i0
    =(Tensor input, *, Tensor out = None)
    i0_
    =(Tensor input)
    igamma
    =(Tensor input, Tensor other, *, Tensor out = None)
    igammac
    =(Tensor input, Tensor other, *, Tensor out = None)
    index_add
    =(Tensor input, int dim, Tensor index, Tensor source, *, Number alpha = 1, Tensor out = None)
    index_copy
    =(Tensor input, int dim, Tensor index, Tensor source, *, Tensor out = None)
    index_fill
    -(Tensor input, int dim, Tensor index, Tensor value)
    -(Tensor input, int dim, Tensor index, Number value)
    index_put
    =(Tensor input, tuple of Tensors indices, Tensor values, bool accumulate = False)
    index_reduce
    =(Tensor input, int dim, Tensor index, Tensor source, str reduce, *, bool include_self = True, Tensor out = None)
    index_select
    =(Tensor input, int dim, Tensor index, *, Tensor out = None)
    inner
    =(Tensor input, Tensor other, *, Tensor out = None)
    instance_norm
    =(Tensor input, Tensor? weight, Tensor? bias, Tensor? running_mean, Tensor? running_var, bool use_input_stats, float momentum, float eps, bool cudnn_enabled)
    inverse
    =(Tensor input, *, Tensor out = None)
    isclose
    =(Tensor input, Tensor other, float rtol = 1e-05, float atol = 1e-08, bool equal_nan = False)
    isfinite
    =(Tensor input)
    isin
    (Tensor elements, Tensor test_elements, *, bool assume_unique = False, bool invert = False, Tensor out = None)
    (Number element, Tensor test_elements, *, bool assume_unique = False, bool invert = False, Tensor out = None)
    (Tensor elements, Number test_element, *, bool assume_unique = False, bool invert = False, Tensor out = None)
    isinf
    =(Tensor input, *, Tensor out = None)
    isnan
    =(Tensor input, *, Tensor out = None)
    isneginf
    =(Tensor input, *, Tensor out = None)
    isposinf
    =(Tensor input, *, Tensor out = None)
    isreal
    =(Tensor input)
    kaiser_window
    (int window_length, *, torch.dtype? dtype = None, torch.layout? layout = None, torch.device? device = None, bool? pin_memory = False, bool? requires_grad = False)
    (int window_length, bool periodic, *, torch.dtype? dtype = None, torch.layout? layout = None, torch.device? device = None, bool? pin_memory = False, bool? requires_grad = False)
    (int window_length, bool periodic, float beta, *, torch.dtype? dtype = None, torch.layout? layout = None, torch.device? device = None, bool? pin_memory = False, bool? requires_grad = False)
    kl_div
    =(Tensor input, Tensor target, int reduction = at::Reduction::Mean, *, bool log_target = False)
    kron
    =(Tensor input, Tensor other, *, Tensor out = None)
    kthvalue
    =(Tensor input, int k, int dim = -1, bool keepdim = False, *, tuple of Tensors[2] out = None)
    l1_loss
    =(Tensor input, Tensor target, int reduction = at::Reduction::Mean)
    layer_norm
    =(Tensor input, tuple of ints normalized_shape, Tensor? weight = None, Tensor? bias = None, float eps = 1e-05, bool cudnn_enable = True)
    lcm
    =(Tensor input, Tensor other, *, Tensor out = None)
    lcm_
    =(Tensor input, Tensor other)
    ldexp
    =(Tensor input, Tensor other, *, Tensor out = None)
    ldexp_
    =(Tensor input, Tensor other)
    le
    (Tensor input, Tensor other, *, Tensor out = None)
    (Tensor input, Number other, *, Tensor out = None)
    leaky_relu
    =(Tensor input, Number negative_slope = 0.01, *, Tensor out = None)
    leaky_relu_
    =(Tensor input, Number negative_slope = 0.01)
    lerp
    (Tensor input, Tensor end, Tensor weight, *, Tensor out = None)
    (Tensor input, Tensor end, Number weight, *, Tensor out = None)
    less
    (Tensor input, Tensor other, *, Tensor out = None)
    (Tensor input, Number other, *, Tensor out = None)
    less_equal
    (Tensor input, Tensor other, *, Tensor out = None)
    (Tensor input, Number other, *, Tensor out = None)
    lgamma
    =(Tensor input, *, Tensor out = None)
    linalg_cholesky
    =(Tensor input, *, bool upper = False, Tensor out = None)
    linalg_cholesky_ex
    =(Tensor input, *, bool upper = False, bool check_errors = False, tuple of Tensors[2] out = None)
    linalg_cond
    (Tensor input, Number? p = None, *, Tensor out = None)
    (Tensor input, str p, *, Tensor out = None)
    linalg_cross
    =(Tensor input, Tensor other, *, int dim = -1, Tensor out = None)
    linalg_det
    =(Tensor A, *, Tensor out = None)
    linalg_diagonal
    =(Tensor A, *, int offset = 0, int dim1 = -2, int dim2 = -1)
    linalg_eig
    =(Tensor input, *, tuple of Tensors[2] out = None)
    linalg_eigh
    =(Tensor input, str UPLO = "L", *, tuple of Tensors[2] out = None)
    linalg_eigvals
    =(Tensor input, *, Tensor out = None)
    linalg_eigvalsh
    =(Tensor input, str UPLO = "L", *, Tensor out = None)
    linalg_inv
    =(Tensor A, *, Tensor out = None)
    linalg_inv_ex
    =(Tensor A, *, bool check_errors = False, tuple of Tensors[2] out = None)
    linalg_ldl_factor
    =(Tensor input, *, bool hermitian = False, tuple of Tensors[2] out = None)
    linalg_ldl_factor_ex
    =(Tensor input, *, bool hermitian = False, bool check_errors = False, tuple of Tensors[3] out = None)
    linalg_ldl_solve
    =(Tensor LD, Tensor pivots, Tensor B, *, bool hermitian = False, Tensor out = None)
    linalg_lstsq
    =(Tensor input, Tensor b, float? rcond = None, *, str? driver = None, tuple of Tensors[4] out = None)
    linalg_lu
    =(Tensor A, *, bool pivot = True, tuple of Tensors[3] out = None)
    linalg_lu_factor
    =(Tensor A, *, bool pivot = True, tuple of Tensors[2] out = None)
    linalg_lu_factor_ex
    =(Tensor A, *, bool pivot = True, bool check_errors = False, tuple of Tensors[3] out = None)
    linalg_lu_solve
    =(Tensor LU, Tensor pivots, Tensor B, *, bool left = True, bool adjoint = False, Tensor out = None)
    linalg_matmul
    =(Tensor input, Tensor other, *, Tensor out = None)
    linalg_matrix_exp
    =(Tensor input, *, Tensor out = None)
    linalg_matrix_norm
    (Tensor input, Number ord, tuple of ints dim = {-2,-1}, bool keepdim = False, *, torch.dtype? dtype = None, Tensor out = None)
    (Tensor input, str ord = "fro", tuple of ints dim = {-2,-1}, bool keepdim = False, *, torch.dtype? dtype = None, Tensor out = None)
    linalg_matrix_power
    =(Tensor input, int n, *, Tensor out = None)
    linalg_matrix_rank
    (Tensor input, *, Tensor? atol = None, Tensor? rtol = None, bool hermitian = False, Tensor out = None)
    (Tensor input, *, float? atol = None, float? rtol = None, bool hermitian = False, Tensor out = None)
    (Tensor input, Tensor tol, bool hermitian = False, *, Tensor out = None)
    (Tensor input, float tol, bool hermitian = False, *, Tensor out = None)
    linalg_multi_dot
    =(tuple of Tensors tensors, *, Tensor out = None)
    linalg_norm
    (Tensor input, Number? ord = None, tuple of ints[1]? dim = None, bool keepdim = False, *, torch.dtype? dtype = None, Tensor out = None)
    (Tensor input, str ord, tuple of ints[1]? dim = None, bool keepdim = False, *, torch.dtype? dtype = None, Tensor out = None)
    linalg_pinv
    (Tensor input, *, Tensor? atol = None, Tensor? rtol = None, bool hermitian = False, Tensor out = None)
    (Tensor input, *, float? atol = None, float? rtol = None, bool hermitian = False, Tensor out = None)
    (Tensor input, Tensor rcond, bool hermitian = False, *, Tensor out = None)
    (Tensor input, float rcond, bool hermitian = False, *, Tensor out = None)
    linalg_qr
    =(Tensor A, str mode = "reduced", *, tuple of Tensors[2] out = None)
    linalg_slogdet
    =(Tensor A, *, tuple of Tensors[2] out = None)
    linalg_solve
    =(Tensor A, Tensor B, *, bool left = True, Tensor out = None)
    linalg_solve_ex
    =(Tensor A, Tensor B, *, bool left = True, bool check_errors = False, tuple of Tensors[2] out = None)
    linalg_solve_triangular
    =(Tensor input, Tensor B, *, bool upper, bool left = True, bool unitriangular = False, Tensor out = None)
    linalg_svd
    =(Tensor A, bool full_matrices = True, *, str? driver = None, tuple of Tensors[3] out = None)
    linalg_svdvals
    =(Tensor A, *, str? driver = None, Tensor out = None)
    linalg_tensorinv
    =(Tensor input, int ind = 2, *, Tensor out = None)
    linalg_tensorsolve
    =(Tensor input, Tensor other, tuple of ints? dims = None, *, Tensor out = None)
    linalg_vander
    =(Tensor x, *, int? N = None)
    linalg_vecdot
    =(Tensor x, Tensor y, *, int dim = -1, Tensor out = None)
    linalg_vector_norm
    =(Tensor input, Number ord = 2, tuple of ints[1]? dim = None, bool keepdim = False, *, torch.dtype? dtype = None, Tensor out = None)
    linear
    =(Tensor input, Tensor weight, Tensor? bias = None, *, Tensor out = None)
    linspace
    (Tensor start, Tensor end, int steps, *, Tensor out = None, torch.dtype? dtype = None, torch.layout? layout = None, torch.device? device = None, bool? pin_memory = False, bool? requires_grad = False)
    (Number start, Tensor end, int steps, *, Tensor out = None, torch.dtype? dtype = None, torch.layout? layout = None, torch.device? device = None, bool? pin_memory = False, bool? requires_grad = False)
    (Tensor start, Number end, int steps, *, Tensor out = None, torch.dtype? dtype = None, torch.layout? layout = None, torch.device? device = None, bool? pin_memory = False, bool? requires_grad = False)
    (Number start, Number end, int steps, *, Tensor out = None, torch.dtype? dtype = None, torch.layout? layout = None, torch.device? device = None, bool? pin_memory = False, bool? requires_grad = False)
    log
    =(Tensor input, *, Tensor out = None)
    log10
    =(Tensor input, *, Tensor out = None)
    log10_
    =(Tensor input)
    log1p
    =(Tensor input, *, Tensor out = None)
    log1p_
    =(Tensor input)
    log2
    =(Tensor input, *, Tensor out = None)
    log2_
    =(Tensor input)
    log_
    =(Tensor input)
    log_sigmoid
    =(Tensor input, *, Tensor out = None)
    log_softmax
    =(Tensor input, int dim, torch.dtype? dtype = None, *, Tensor out = None)
    logaddexp
    =(Tensor input, Tensor other, *, Tensor out = None)
    logaddexp2
    =(Tensor input, Tensor other, *, Tensor out = None)
    logcumsumexp
    =(Tensor input, int dim, *, Tensor out = None)
    logdet
    =(Tensor input)
    logical_and
    =(Tensor input, Tensor other, *, Tensor out = None)
    logical_not
    =(Tensor input, *, Tensor out = None)
    logical_or
    =(Tensor input, Tensor other, *, Tensor out = None)
    logical_xor
    =(Tensor input, Tensor other, *, Tensor out = None)
    logit
    =(Tensor input, float? eps = None, *, Tensor out = None)
    logit_
    =(Tensor input, float? eps = None)
    logspace
    (Tensor start, Tensor end, int steps, float base = 10.0, *, Tensor out = None, torch.dtype? dtype = None, torch.layout? layout = None, torch.device? device = None, bool? pin_memory = False, bool? requires_grad = False)
    (Number start, Tensor end, int steps, float base = 10.0, *, Tensor out = None, torch.dtype? dtype = None, torch.layout? layout = None, torch.device? device = None, bool? pin_memory = False, bool? requires_grad = False)
    (Tensor start, Number end, int steps, float base = 10.0, *, Tensor out = None, torch.dtype? dtype = None, torch.layout? layout = None, torch.device? device = None, bool? pin_memory = False, bool? requires_grad = False)
    (Number start, Number end, int steps, float base = 10.0, *, Tensor out = None, torch.dtype? dtype = None, torch.layout? layout = None, torch.device? device = None, bool? pin_memory = False, bool? requires_grad = False)
    logsumexp
    =(Tensor input, tuple of ints[1] dim, bool keepdim = False, *, Tensor out = None)
    lt
    (Tensor input, Tensor other, *, Tensor out = None)
    (Tensor input, Number other, *, Tensor out = None)
    lu_solve
    =(Tensor input, Tensor LU_data, Tensor LU_pivots, *, Tensor out = None)
    lu_unpack
    =(Tensor LU_data, Tensor LU_pivots, bool unpack_data = True, bool unpack_pivots = True, *, tuple of Tensors[3] out = None)
    margin_ranking_loss
    =(Tensor input1, Tensor input2, Tensor target, float margin = 0.0, int reduction = at::Reduction::Mean)
    masked_fill
    -(Tensor input, Tensor mask, Tensor value)
    -(Tensor input, Tensor mask, Number value)
    masked_scatter
    =(Tensor input, Tensor mask, Tensor source, *, Tensor out = None)
    masked_select
    =(Tensor input, Tensor mask, *, Tensor out = None)
    matmul
    =(Tensor input, Tensor other, *, Tensor out = None)
    matrix_exp
    =(Tensor input)
    matrix_power
    =(Tensor input, int n, *, Tensor out = None)
    max
    (Tensor input, *, Tensor out = None)
    (Tensor input, Tensor other, *, Tensor out = None)
    (Tensor input, int dim, bool keepdim = False, *, tuple of Tensors[2] out = None)
    max_pool1d
    =(Tensor input, tuple of ints[1] kernel_size, tuple of ints[1] stride = None, tuple of ints[1] padding = 0, tuple of ints[1] dilation = 1, bool ceil_mode = False)
    max_pool1d_with_indices
    =(Tensor input, tuple of ints[1] kernel_size, tuple of ints[1] stride = None, tuple of ints[1] padding = 0, tuple of ints[1] dilation = 1, bool ceil_mode = False)
    max_pool2d
    =(Tensor input, tuple of ints[2] kernel_size, tuple of ints[2] stride = None, tuple of ints[2] padding = 0, tuple of ints[2] dilation = 1, bool ceil_mode = False)
    max_pool2d_with_indices
    =(Tensor input, tuple of ints[2] kernel_size, tuple of ints[2] stride = None, tuple of ints[2] padding = 0, tuple of ints[2] dilation = 1, bool ceil_mode = False, *, tuple of Tensors[2] out = None)
    max_pool3d
    =(Tensor input, tuple of ints[3] kernel_size, tuple of ints[3] stride = None, tuple of ints[3] padding = 0, tuple of ints[3] dilation = 1, bool ceil_mode = False)
    max_pool3d_with_indices
    =(Tensor input, tuple of ints[3] kernel_size, tuple of ints[3] stride = None, tuple of ints[3] padding = 0, tuple of ints[3] dilation = 1, bool ceil_mode = False, *, tuple of Tensors[2] out = None)
    max_unpool2d
    =(Tensor input, Tensor indices, tuple of ints[2] output_size, *, Tensor out = None)
    max_unpool3d
    =(Tensor input, Tensor indices, tuple of ints[3] output_size, tuple of ints[3] stride, tuple of ints[3] padding, *, Tensor out = None)
    maximum
    =(Tensor input, Tensor other, *, Tensor out = None)
    mean
    (Tensor input, *, torch.dtype? dtype = None, Tensor out = None)
    (Tensor input, tuple of ints[1]? dim, bool keepdim = False, *, torch.dtype? dtype = None, Tensor out = None)
    median
    -(Tensor input)
    (Tensor input, int dim, bool keepdim = False, *, tuple of Tensors[2] out = None)
    min
    (Tensor input, *, Tensor out = None)
    (Tensor input, Tensor other, *, Tensor out = None)
    (Tensor input, int dim, bool keepdim = False, *, tuple of Tensors[2] out = None)
    minimum
    =(Tensor input, Tensor other, *, Tensor out = None)
    mish
    =(Tensor input, *, Tensor out = None)
    mish_
    =(Tensor input)
    mm
    (Tensor input, Tensor mat2, *, Tensor out = None)
    (Tensor input, Tensor mat2, torch.dtype out_dtype, *, Tensor out = None)
    mode
    =(Tensor input, int dim = -1, bool keepdim = False, *, tuple of Tensors[2] out = None)
    moveaxis
    (Tensor input, int source, int destination)
    (Tensor input, tuple of ints source, tuple of ints destination)
    movedim
    (Tensor input, int source, int destination)
    (Tensor input, tuple of ints source, tuple of ints destination)
    mse_loss
    =(Tensor input, Tensor target, int reduction = at::Reduction::Mean, *, Tensor out = None)
    msort
    =(Tensor input, *, Tensor out = None)
    mul
    =(Tensor input, Tensor other, *, Tensor out = None)
    multi_margin_loss
    =(Tensor input, Tensor target, Number p = 1, Number margin = 1, Tensor? weight = None, int reduction = at::Reduction::Mean, *, Tensor out = None)
    multilabel_margin_loss
    =(Tensor input, Tensor target, int reduction = at::Reduction::Mean, *, Tensor out = None)
    multinomial
    =(Tensor input, int num_samples, bool replacement = False, *, torch.Generator? generator = None, Tensor out = None)
    multiply
    (Tensor input, Tensor other, *, Tensor out = None)
    (Tensor input, Number other)
    mv
    =(Tensor input, Tensor vec, *, Tensor out = None)
    mvlgamma
    =(Tensor input, int p, *, Tensor out = None)
    nan_to_num
    =(Tensor input, float? nan = None, float? posinf = None, float? neginf = None, *, Tensor out = None)
    nan_to_num_
    =(Tensor input, float? nan = None, float? posinf = None, float? neginf = None)
    nanmean
    =(Tensor input, tuple of ints[1]? dim = None, bool keepdim = False, *, torch.dtype? dtype = None, Tensor out = None)
    nanmedian
    -(Tensor input)
    (Tensor input, int dim, bool keepdim = False, *, tuple of Tensors[2] out = None)
    nanquantile
    (Tensor input, Tensor q, int? dim = None, bool keepdim = False, *, str interpolation = "linear", Tensor out = None)
    (Tensor input, float q, int? dim = None, bool keepdim = False, *, str interpolation = "linear", Tensor out = None)
    nansum
    =(Tensor input, tuple of ints[1]? dim = None, bool keepdim = False, *, torch.dtype? dtype = None, Tensor out = None)
    narrow
    (Tensor input, int dim, Tensor start, int length)
    (Tensor input, int dim, int start, int length)
    ne
    (Tensor input, Tensor other, *, Tensor out = None)
    (Tensor input, Number other, *, Tensor out = None)
    neg
    =(Tensor input, *, Tensor out = None)
    neg_
    =(Tensor input)
    negative
    =(Tensor input, *, Tensor out = None)
    negative_
    =(Tensor input)
    nextafter
    =(Tensor input, Tensor other, *, Tensor out = None)
    nll_loss
    =(Tensor input, Tensor target, Tensor? weight = None, int reduction = at::Reduction::Mean, int ignore_index = -100, *, Tensor out = None)
    nonzero
    =(Tensor input, *, bool as_tuple = False, Tensor out = None)
    nonzero_static
    =(Tensor input, *, int size, int fill_value = -1, Tensor out = None)
    normal
    (Tensor mean, Tensor std, *, torch.Generator? generator = None, Tensor out = None)
    (Tensor mean, float std = 1, *, torch.Generator? generator = None, Tensor out = None)
    (float mean, Tensor std, *, torch.Generator? generator = None, Tensor out = None)
    (float mean, float std, tuple of ints size, *, torch.Generator? generator = None, Tensor out = None, torch.dtype? dtype = None, torch.layout? layout = None, torch.device? device = None, bool? pin_memory = False, bool? requires_grad = False)
    not_equal
    (Tensor input, Tensor other, *, Tensor out = None)
    (Tensor input, Number other, *, Tensor out = None)
    nuclear_norm
    (Tensor input, tuple of ints[2] dim, bool keepdim = False, *, Tensor out = None)
    (Tensor input, bool keepdim = False, *, Tensor out = None)
    one_hot
    =(Tensor input, int num_classes = -1)
    ones
    =(tuple of ints size, *, Tensor out = None, torch.dtype? dtype = None, torch.layout? layout = None, torch.device? device = None, bool? pin_memory = False, bool? requires_grad = False)
    ones_like
    =(Tensor input, *, torch.memory_format? memory_format = None, torch.dtype? dtype = None, torch.layout? layout = None, torch.device? device = None, bool? pin_memory = False, bool? requires_grad = False)
    outer
    =(Tensor input, Tensor vec2, *, Tensor out = None)
    pad
    =(Tensor input, tuple of ints pad, str mode = "constant", float? value = None)
    pairwise_distance
    =(Tensor x1, Tensor x2, float p = 2, float eps = 1e-06, bool keepdim = False)
    permute
    =(Tensor input, tuple of ints dims)
    pinverse
    =(Tensor input, float rcond = 1e-15)
    pixel_shuffle
    =(Tensor input, int upscale_factor, *, Tensor out = None)
    pixel_unshuffle
    =(Tensor input, int downscale_factor, *, Tensor out = None)
    poisson
    =(Tensor input, torch.Generator? generator = None, *, Tensor out = None)
    poisson_nll_loss
    =(Tensor input, Tensor target, bool log_input, bool full, float eps, int reduction)
    polygamma
    =(int n, Tensor input, *, Tensor out = None)
    positive
    =(Tensor input)
    pow
    (Tensor input, Tensor exponent, *, Tensor out = None)
    (Number self, Tensor exponent, *, Tensor out = None)
    (Tensor input, Number exponent, *, Tensor out = None)
    prelu
    =(Tensor input, Tensor weight)
    prod
    -(Tensor input, *, torch.dtype dtype = None)
    (Tensor input, int dim, bool keepdim = False, *, torch.dtype? dtype = None, Tensor out = None)
    put
    =(Tensor input, Tensor index, Tensor source, bool accumulate = False, *, Tensor out = None)
    qr
    =(Tensor input, bool some = True, *, tuple of Tensors[2] out = None)
    quantile
    (Tensor input, Tensor q, int? dim = None, bool keepdim = False, *, str interpolation = "linear", Tensor out = None)
    (Tensor input, float q, int? dim = None, bool keepdim = False, *, str interpolation = "linear", Tensor out = None)
    rad2deg
    =(Tensor input, *, Tensor out = None)
    rad2deg_
    =(Tensor input)
    rand
    (tuple of ints size, *, torch.Generator? generator, Tensor out = None, torch.dtype? dtype = None, torch.layout? layout = None, torch.device? device = None, bool? pin_memory = False, bool? requires_grad = False)
    (tuple of ints size, *, Tensor out = None, torch.dtype? dtype = None, torch.layout? layout = None, torch.device? device = None, bool? pin_memory = False, bool? requires_grad = False)
    rand_like
    (Tensor input, *, torch.Generator? generator, torch.memory_format? memory_format = None, torch.dtype? dtype = None, torch.layout? layout = None, torch.device? device = None, bool? pin_memory = False, bool? requires_grad = False)
    (Tensor input, *, torch.memory_format? memory_format = None, torch.dtype? dtype = None, torch.layout? layout = None, torch.device? device = None, bool? pin_memory = False, bool? requires_grad = False)
    randint
    (int high, tuple of ints size, *, torch.Generator? generator, Tensor out = None, torch.dtype? dtype = None, torch.layout? layout = None, torch.device? device = None, bool? pin_memory = False, bool? requires_grad = False)
    (int high, tuple of ints size, *, Tensor out = None, torch.dtype? dtype = None, torch.layout? layout = None, torch.device? device = None, bool? pin_memory = False, bool? requires_grad = False)
    (int low, int high, tuple of ints size, *, torch.Generator? generator, Tensor out = None, torch.dtype? dtype = None, torch.layout? layout = None, torch.device? device = None, bool? pin_memory = False, bool? requires_grad = False)
    (int low, int high, tuple of ints size, *, Tensor out = None, torch.dtype? dtype = None, torch.layout? layout = None, torch.device? device = None, bool? pin_memory = False, bool? requires_grad = False)
    randint_like
    (Tensor input, int low, int high, *, torch.Generator? generator, torch.memory_format? memory_format = None, torch.dtype? dtype = None, torch.layout? layout = None, torch.device? device = None, bool? pin_memory = False, bool? requires_grad = False)
    (Tensor input, int low, int high, *, torch.memory_format? memory_format = None, torch.dtype? dtype = None, torch.layout? layout = None, torch.device? device = None, bool? pin_memory = False, bool? requires_grad = False)
    (Tensor input, Tensor high, *, torch.Generator? generator, torch.memory_format? memory_format = None, torch.dtype? dtype = None, torch.layout? layout = None, torch.device? device = None, bool? pin_memory = False, bool? requires_grad = False)
    (Tensor input, Tensor high, *, torch.memory_format? memory_format = None, torch.dtype? dtype = None, torch.layout? layout = None, torch.device? device = None, bool? pin_memory = False, bool? requires_grad = False)
    (Tensor input, int high, *, torch.Generator? generator, torch.memory_format? memory_format = None, torch.dtype? dtype = None, torch.layout? layout = None, torch.device? device = None, bool? pin_memory = False, bool? requires_grad = False)
    (Tensor input, int high, *, torch.memory_format? memory_format = None, torch.dtype? dtype = None, torch.layout? layout = None, torch.device? device = None, bool? pin_memory = False, bool? requires_grad = False)
    randn
    (tuple of ints size, *, torch.Generator? generator, Tensor out = None, torch.dtype? dtype = None, torch.layout? layout = None, torch.device? device = None, bool? pin_memory = False, bool? requires_grad = False)
    (tuple of ints size, *, Tensor out = None, torch.dtype? dtype = None, torch.layout? layout = None, torch.device? device = None, bool? pin_memory = False, bool? requires_grad = False)
    randn_like
    (Tensor input, *, torch.Generator? generator, torch.memory_format? memory_format = None, torch.dtype? dtype = None, torch.layout? layout = None, torch.device? device = None, bool? pin_memory = False, bool? requires_grad = False)
    (Tensor input, *, torch.memory_format? memory_format = None, torch.dtype? dtype = None, torch.layout? layout = None, torch.device? device = None, bool? pin_memory = False, bool? requires_grad = False)
    randperm
    (int n, *, torch.Generator? generator, Tensor out = None, torch.dtype? dtype = None, torch.layout? layout = None, torch.device? device = None, bool? pin_memory = False, bool? requires_grad = False)
    (int n, *, Tensor out = None, torch.dtype? dtype = None, torch.layout? layout = None, torch.device? device = None, bool? pin_memory = False, bool? requires_grad = False)
    range
    =(Number start, Number end, Number step = 1, *, Tensor out = None, torch.dtype? dtype = None, torch.layout? layout = None, torch.device? device = None, bool? pin_memory = False, bool? requires_grad = False)
    ravel
    =(Tensor input)
    real
    =(Tensor input)
    reciprocal
    =(Tensor input, *, Tensor out = None)
    reciprocal_
    =(Tensor input)
    relu
    =(Tensor input, *, Tensor out = None)
    relu6
    =(Tensor input)
    relu6_
    =(Tensor input)
    relu_
    =(Tensor input)
    remainder
    (Tensor input, Tensor other, *, Tensor out = None)
    -(Number self, Tensor other)
    (Tensor input, Number other, *, Tensor out = None)
    renorm
    =(Tensor input, Number p, int dim, Number maxnorm, *, Tensor out = None)
    repeat_interleave
    (Tensor input, Tensor repeats, int? dim = None, *, int? output_size = None)
    -(Tensor repeats, *, int output_size = None)
    (Tensor input, int repeats, int? dim = None, *, int? output_size = None)
    reshape
    =(Tensor input, tuple of ints shape)
    resolve_conj
    =(Tensor input)
    resolve_neg
    =(Tensor input)
    rms_norm
    =(Tensor input, tuple of ints normalized_shape, Tensor? weight = None, float? eps = None)
    roll
    =(Tensor input, tuple of ints[1] shifts, tuple of ints[1] dims = None, *, Tensor out = None)
    rot90
    =(Tensor input, int k = 1, tuple of ints dims = {0,1}, *, Tensor out = None)
    round
    (Tensor input, *, Tensor out = None)
    (Tensor input, *, int decimals, Tensor out = None)
    round_
    (Tensor input)
    (Tensor input, *, int decimals)
    row_stack
    =(tuple of Tensors tensors, *, Tensor out = None)
    rrelu
    =(Tensor input, Number lower = 0.125, Number upper = 0.3333333333333333, bool training = False, torch.Generator? generator = None)
    rrelu_
    =(Tensor input, Number lower = 0.125, Number upper = 0.3333333333333333, bool training = False, torch.Generator? generator = None)
    rsqrt
    =(Tensor input, *, Tensor out = None)
    rsqrt_
    =(Tensor input)
    rsub
    -(Tensor input, Tensor other, *, Number alpha = 1)
    -(Tensor input, Number other, Number alpha = 1)
    scalar_tensor
    =(Number s, *, Tensor out = None, torch.dtype? dtype = None, torch.layout? layout = None, torch.device? device = None, bool? pin_memory = False, bool? requires_grad = False)
    scaled_dot_product_attention
    =(Tensor query, Tensor key, Tensor value, Tensor? attn_mask = None, float dropout_p = 0.0, bool is_causal = False, *, float? scale = None, bool enable_gqa = False)
    scatter
    (Tensor input, int dim, Tensor index, Tensor src, *, Tensor out = None)
    (Tensor input, int dim, Tensor index, Tensor src, *, str reduce, Tensor out = None)
    (Tensor input, int dim, Tensor index, Number value, *, Tensor out = None)
    (Tensor input, int dim, Tensor index, Number value, *, str reduce, Tensor out = None)
    scatter_add
    =(Tensor input, int dim, Tensor index, Tensor src, *, Tensor out = None)
    scatter_reduce
    =(Tensor input, int dim, Tensor index, Tensor src, str reduce, *, bool include_self = True, Tensor out = None)
    searchsorted
    (Tensor sorted_sequence, Tensor input, *, bool out_int32 = False, bool right = False, str? side = None, Tensor? sorter = None, Tensor out = None)
    (Tensor sorted_sequence, Number self, *, bool out_int32 = False, bool right = False, str? side = None, Tensor? sorter = None, Tensor out = None)
    select
    =(Tensor input, int dim, int index)
    select_scatter
    =(Tensor input, Tensor src, int dim, int index, *, Tensor out = None)
    selu
    =(Tensor input)
    selu_
    =(Tensor input)
    sgn
    =(Tensor input, *, Tensor out = None)
    sigmoid
    =(Tensor input, *, Tensor out = None)
    sigmoid_
    =(Tensor input)
    sign
    =(Tensor input, *, Tensor out = None)
    signbit
    =(Tensor input, *, Tensor out = None)
    silu
    =(Tensor input, *, Tensor out = None)
    silu_
    =(Tensor input)
    sin
    =(Tensor input, *, Tensor out = None)
    sin_
    =(Tensor input)
    sinc
    =(Tensor input, *, Tensor out = None)
    sinc_
    =(Tensor input)
    sinh
    =(Tensor input, *, Tensor out = None)
    sinh_
    =(Tensor input)
    slice_scatter
    =(Tensor input, Tensor src, int dim = 0, int? start = None, int? end = None, int step = 1, *, Tensor out = None)
    slogdet
    =(Tensor input, *, tuple of Tensors[2] out = None)
    smooth_l1_loss
    =(Tensor input, Tensor target, int reduction = at::Reduction::Mean, float beta = 1.0, *, Tensor out = None)
    soft_margin_loss
    =(Tensor input, Tensor target, int reduction = at::Reduction::Mean, *, Tensor out = None)
    softmax
    =(Tensor input, int dim, torch.dtype? dtype = None, *, Tensor out = None)
    softplus
    =(Tensor input, Number beta = 1, Number threshold = 20, *, Tensor out = None)
    softshrink
    =(Tensor input, Number lambd = 0.5, *, Tensor out = None)
    sort
    (Tensor input, *, bool? stable, int dim = -1, bool descending = False, tuple of Tensors[2] out = None)
    (Tensor input, int dim = -1, bool descending = False, *, tuple of Tensors[2] out = None)
    special_airy_ai
    =(Tensor x, *, Tensor out = None)
    special_bessel_j0
    =(Tensor input, *, Tensor out = None)
    special_bessel_j1
    =(Tensor input, *, Tensor out = None)
    special_bessel_y0
    =(Tensor input, *, Tensor out = None)
    special_bessel_y1
    =(Tensor input, *, Tensor out = None)
    special_chebyshev_polynomial_t
    (Tensor x, Tensor n, *, Tensor out = None)
    (Number x, Tensor n, *, Tensor out = None)
    (Tensor x, Number n, *, Tensor out = None)
    special_chebyshev_polynomial_u
    (Tensor x, Tensor n, *, Tensor out = None)
    (Number x, Tensor n, *, Tensor out = None)
    (Tensor x, Number n, *, Tensor out = None)
    special_chebyshev_polynomial_v
    (Tensor x, Tensor n, *, Tensor out = None)
    (Number x, Tensor n, *, Tensor out = None)
    (Tensor x, Number n, *, Tensor out = None)
    special_chebyshev_polynomial_w
    (Tensor x, Tensor n, *, Tensor out = None)
    (Number x, Tensor n, *, Tensor out = None)
    (Tensor x, Number n, *, Tensor out = None)
    special_digamma
    =(Tensor input, *, Tensor out = None)
    special_entr
    =(Tensor input, *, Tensor out = None)
    special_erf
    =(Tensor input, *, Tensor out = None)
    special_erfc
    =(Tensor input, *, Tensor out = None)
    special_erfcx
    =(Tensor input, *, Tensor out = None)
    special_erfinv
    =(Tensor input, *, Tensor out = None)
    special_exp2
    =(Tensor input, *, Tensor out = None)
    special_expit
    =(Tensor input, *, Tensor out = None)
    special_expm1
    =(Tensor input, *, Tensor out = None)
    special_gammainc
    =(Tensor input, Tensor other, *, Tensor out = None)
    special_gammaincc
    =(Tensor input, Tensor other, *, Tensor out = None)
    special_gammaln
    =(Tensor input, *, Tensor out = None)
    special_hermite_polynomial_h
    (Tensor x, Tensor n, *, Tensor out = None)
    (Number x, Tensor n, *, Tensor out = None)
    (Tensor x, Number n, *, Tensor out = None)
    special_hermite_polynomial_he
    (Tensor x, Tensor n, *, Tensor out = None)
    (Number x, Tensor n, *, Tensor out = None)
    (Tensor x, Number n, *, Tensor out = None)
    special_i0
    =(Tensor input, *, Tensor out = None)
    special_i0e
    =(Tensor input, *, Tensor out = None)
    special_i1
    =(Tensor input, *, Tensor out = None)
    special_i1e
    =(Tensor input, *, Tensor out = None)
    special_laguerre_polynomial_l
    (Tensor x, Tensor n, *, Tensor out = None)
    (Number x, Tensor n, *, Tensor out = None)
    (Tensor x, Number n, *, Tensor out = None)
    special_legendre_polynomial_p
    (Tensor x, Tensor n, *, Tensor out = None)
    (Number x, Tensor n, *, Tensor out = None)
    (Tensor x, Number n, *, Tensor out = None)
    special_log1p
    =(Tensor input, *, Tensor out = None)
    special_log_ndtr
    =(Tensor input, *, Tensor out = None)
    special_log_softmax
    =(Tensor input, int dim, *, torch.dtype? dtype = None)
    special_logit
    =(Tensor input, float? eps = None, *, Tensor out = None)
    special_logsumexp
    =(Tensor input, tuple of ints[1] dim, bool keepdim = False, *, Tensor out = None)
    special_modified_bessel_i0
    =(Tensor input, *, Tensor out = None)
    special_modified_bessel_i1
    =(Tensor input, *, Tensor out = None)
    special_modified_bessel_k0
    =(Tensor input, *, Tensor out = None)
    special_modified_bessel_k1
    =(Tensor input, *, Tensor out = None)
    special_multigammaln
    =(Tensor input, int p, *, Tensor out = None)
    special_ndtr
    =(Tensor input, *, Tensor out = None)
    special_ndtri
    =(Tensor input, *, Tensor out = None)
    special_polygamma
    =(int n, Tensor input, *, Tensor out = None)
    special_psi
    =(Tensor input, *, Tensor out = None)
    special_round
    =(Tensor input, *, int decimals = 0, Tensor out = None)
    special_scaled_modified_bessel_k0
    =(Tensor x, *, Tensor out = None)
    special_scaled_modified_bessel_k1
    =(Tensor x, *, Tensor out = None)
    special_shifted_chebyshev_polynomial_t
    (Tensor x, Tensor n, *, Tensor out = None)
    (Number x, Tensor n, *, Tensor out = None)
    (Tensor x, Number n, *, Tensor out = None)
    special_shifted_chebyshev_polynomial_u
    (Tensor x, Tensor n, *, Tensor out = None)
    (Number x, Tensor n, *, Tensor out = None)
    (Tensor x, Number n, *, Tensor out = None)
    special_shifted_chebyshev_polynomial_v
    (Tensor x, Tensor n, *, Tensor out = None)
    (Number x, Tensor n, *, Tensor out = None)
    (Tensor x, Number n, *, Tensor out = None)
    special_shifted_chebyshev_polynomial_w
    (Tensor x, Tensor n, *, Tensor out = None)
    (Number x, Tensor n, *, Tensor out = None)
    (Tensor x, Number n, *, Tensor out = None)
    special_sinc
    =(Tensor input, *, Tensor out = None)
    special_softmax
    =(Tensor input, int dim, torch.dtype? dtype = None)
    special_spherical_bessel_j0
    =(Tensor x, *, Tensor out = None)
    special_xlog1py
    (Tensor input, Tensor other, *, Tensor out = None)
    (Number self, Tensor other, *, Tensor out = None)
    (Tensor input, Number other, *, Tensor out = None)
    special_xlogy
    (Tensor input, Tensor other, *, Tensor out = None)
    (Number self, Tensor other, *, Tensor out = None)
    (Tensor input, Number other, *, Tensor out = None)
    special_zeta
    (Tensor input, Tensor other, *, Tensor out = None)
    (Number self, Tensor other, *, Tensor out = None)
    (Tensor input, Number other, *, Tensor out = None)
    split_with_sizes
    =(Tensor input, tuple of ints split_sizes, int dim = 0)
    sqrt
    =(Tensor input, *, Tensor out = None)
    sqrt_
    =(Tensor input)
    square
    =(Tensor input, *, Tensor out = None)
    square_
    =(Tensor input)
    squeeze
    (Tensor input)
    (Tensor input, int dim)
    (Tensor input, tuple of ints dim)
    stack
    =(tuple of Tensors tensors, int dim = 0, *, Tensor out = None)
    std
    (Tensor input, tuple of ints[1]? dim, bool unbiased = True, bool keepdim = False, *, Tensor out = None)
    (Tensor input, tuple of ints[1]? dim = None, *, Number? correction = None, bool keepdim = False, Tensor out = None)
    (Tensor input, bool unbiased = True)
    std_mean
    (Tensor input, tuple of ints[1]? dim, bool unbiased = True, bool keepdim = False)
    -(Tensor input, tuple of ints dim = None, *, Number correction = None, bool keepdim = False)
    (Tensor input, bool unbiased = True)
    sub
    (Tensor input, Tensor other, *, Number alpha = 1, Tensor out = None)
    subtract
    (Tensor input, Tensor other, *, Number alpha = 1, Tensor out = None)
    (Tensor input, Number other, Number alpha = 1)
    sum
    -(Tensor input, *, torch.dtype dtype = None)
    (Tensor input, tuple of ints[1]? dim, bool keepdim = False, *, torch.dtype? dtype = None, Tensor out = None)
    svd
    =(Tensor input, bool some = True, bool compute_uv = True, *, tuple of Tensors[3] out = None)
    swapaxes
    =(Tensor input, int axis0, int axis1)
    swapdims
    =(Tensor input, int dim0, int dim1)
    t
    =(Tensor input)
    take
    =(Tensor input, Tensor index, *, Tensor out = None)
    take_along_dim
    =(Tensor input, Tensor indices, int? dim = None, *, Tensor out = None)
    tan
    =(Tensor input, *, Tensor out = None)
    tan_
    =(Tensor input)
    tanh
    =(Tensor input, *, Tensor out = None)
    tanh_
    =(Tensor input)
    tensor
    =(object data, *, torch.dtype? dtype = None, torch.device? device = None, bool pin_memory = False, bool requires_grad = False)
    tensor_split
    (Tensor input, tuple of ints indices, int dim = 0)
    (Tensor input, Tensor tensor_indices_or_sections, int dim = 0)
    (Tensor input, int sections, int dim = 0)
    threshold
    =(Tensor input, Number threshold, Number value, *, Tensor out = None)
    threshold_
    =(Tensor input, Number threshold, Number value)
    tile
    =(Tensor input, tuple of ints dims)
    topk
    =(Tensor input, int k, int dim = -1, bool largest = True, bool sorted = True, *, tuple of Tensors[2] out = None)
    trace
    =(Tensor input, *, Tensor out = None)
    transpose
    =(Tensor input, int dim0, int dim1)
    trapezoid
    (Tensor y, Tensor x, *, int dim = -1)
    (Tensor y, *, Number dx = 1, int dim = -1)
    trapz
    (Tensor y, *, float dx = 1, int dim = -1)
    (Tensor y, Tensor x, *, int dim = -1)
    triangular_solve
    =(Tensor input, Tensor A, bool upper = True, bool transpose = False, bool unitriangular = False, *, tuple of Tensors[2] out = None)
    tril
    =(Tensor input, int diagonal = 0, *, Tensor out = None)
    tril_indices
    =(int row, int col, int offset = 0, *, Tensor out = None, torch.dtype? dtype = None, torch.layout? layout = None, torch.device? device = None, bool? pin_memory = False, bool? requires_grad = False)
    triplet_margin_loss
    =(Tensor anchor, Tensor positive, Tensor negative, float margin = 1.0, float p = 2, float eps = 1e-06, bool swap = False, int reduction = at::Reduction::Mean)
    triu
    =(Tensor input, int diagonal = 0, *, Tensor out = None)
    triu_indices
    =(int row, int col, int offset = 0, *, Tensor out = None, torch.dtype? dtype = None, torch.layout? layout = None, torch.device? device = None, bool? pin_memory = False, bool? requires_grad = False)
    true_divide
    (Tensor input, Tensor other, *, Tensor out = None)
    (Tensor input, Number other)
    trunc
    =(Tensor input, *, Tensor out = None)
    trunc_
    =(Tensor input)
    unbind
    =(Tensor input, int dim = 0)
    unflatten
    =(Tensor input, int dim, tuple of ints sizes)
    unsqueeze
    =(Tensor input, int dim)
    vander
    =(Tensor x, int? N = None, bool increasing = False)
    var
    (Tensor input, tuple of ints[1]? dim, bool unbiased = True, bool keepdim = False, *, Tensor out = None)
    (Tensor input, tuple of ints[1]? dim = None, *, Number? correction = None, bool keepdim = False, Tensor out = None)
    (Tensor input, bool unbiased = True)
    var_mean
    (Tensor input, tuple of ints[1]? dim, bool unbiased = True, bool keepdim = False)
    -(Tensor input, tuple of ints dim = None, *, Number correction = None, bool keepdim = False)
    (Tensor input, bool unbiased = True)
    vdot
    =(Tensor input, Tensor other, *, Tensor out = None)
    vsplit
    (Tensor input, int sections)
    (Tensor input, tuple of ints indices)
    vstack
    =(tuple of Tensors tensors, *, Tensor out = None)
    where
    (Tensor condition)
    (Tensor condition, Tensor input, Tensor other, *, Tensor out = None)
    (Tensor condition, Number self, Tensor other)
    (Tensor condition, Tensor input, Number other)
    (Tensor condition, Number self, Number other)
    xlogy
    (Tensor input, Tensor other, *, Tensor out = None)
    (Number self, Tensor other, *, Tensor out = None)
    (Tensor input, Number other, *, Tensor out = None)
    xlogy_
    (Tensor input, Tensor other)
    (Tensor input, Number other)
    zeros
    =(tuple of ints size, *, Tensor out = None, torch.dtype? dtype = None, torch.layout? layout = None, torch.device? device = None, bool? pin_memory = False, bool? requires_grad = False)
    zeros_like
    =(Tensor input, *, torch.memory_format? memory_format = None, torch.dtype? dtype = None, torch.layout? layout = None, torch.device? device = None, bool? pin_memory = False, bool? requires_grad = False)
    """#

/// What PyTorch has written in Python: these read their arguments as Python does.
let pythonFunctions: Set<Substring> = Set(#"""
    .__rdiv__ .__rmatmul__ .__rmod__ .__rpow__ .__rsub__ .lu .norm .split .unflatten .unique .unique_consecutive atleast_1d atleast_2d atleast_3d
    block_diag broadcast_tensors cartesian_prod cdist chain_matmul einsum meshgrid nn.functional.adaptive_avg_pool2d nn.functional.adaptive_avg_pool3d
    nn.functional.affine_grid nn.functional.alpha_dropout nn.functional.batch_norm nn.functional.binary_cross_entropy
    nn.functional.binary_cross_entropy_with_logits nn.functional.celu nn.functional.cosine_embedding_loss nn.functional.cross_entropy
    nn.functional.ctc_loss nn.functional.dropout nn.functional.dropout1d nn.functional.dropout2d nn.functional.dropout3d nn.functional.elu
    nn.functional.embedding nn.functional.embedding_bag nn.functional.feature_alpha_dropout nn.functional.fold
    nn.functional.fractional_max_pool2d_with_indices nn.functional.fractional_max_pool3d_with_indices nn.functional.gaussian_nll_loss nn.functional.glu
    nn.functional.grid_sample nn.functional.group_norm nn.functional.gumbel_softmax nn.functional.hardsigmoid nn.functional.hardswish
    nn.functional.hardtanh nn.functional.hinge_embedding_loss nn.functional.huber_loss nn.functional.instance_norm nn.functional.interpolate
    nn.functional.kl_div nn.functional.l1_loss nn.functional.layer_norm nn.functional.leaky_relu nn.functional.local_response_norm
    nn.functional.log_softmax nn.functional.lp_pool1d nn.functional.lp_pool2d nn.functional.lp_pool3d nn.functional.margin_ranking_loss
    nn.functional.max_pool1d_with_indices nn.functional.max_pool2d_with_indices nn.functional.max_pool3d_with_indices nn.functional.max_unpool1d
    nn.functional.max_unpool2d nn.functional.max_unpool3d nn.functional.mish nn.functional.mse_loss nn.functional.multi_margin_loss
    nn.functional.multilabel_margin_loss nn.functional.multilabel_soft_margin_loss nn.functional.nll_loss nn.functional.normalize nn.functional.pad
    nn.functional.poisson_nll_loss nn.functional.relu nn.functional.relu6 nn.functional.rms_norm nn.functional.rrelu nn.functional.selu
    nn.functional.sigmoid nn.functional.silu nn.functional.smooth_l1_loss nn.functional.soft_margin_loss nn.functional.softmax nn.functional.softmin
    nn.functional.softsign nn.functional.tanh nn.functional.tanhshrink nn.functional.threshold nn.functional.triplet_margin_loss
    nn.functional.triplet_margin_with_distance_loss nn.functional.unfold nn.functional.upsample norm pca_lowrank split svd_lowrank tensordot
    unravel_index
    """#.split { $0 == " " || $0 == "\n" })

/// Functions that only choose another one by an argument: the function, what chooses, by name and place, and what is called.
let dispatchedFunctions = #"""
    lu get_infos:2=True _lu_with_infos
    lu get_infos:2=False _lu_no_infos
    nn.functional.adaptive_max_pool1d return_indices:2=True adaptive_max_pool1d_with_indices
    nn.functional.adaptive_max_pool1d return_indices:2=False _adaptive_max_pool1d
    nn.functional.adaptive_max_pool2d return_indices:2=True adaptive_max_pool2d_with_indices
    nn.functional.adaptive_max_pool2d return_indices:2=False _adaptive_max_pool2d
    nn.functional.adaptive_max_pool3d return_indices:2=True adaptive_max_pool3d_with_indices
    nn.functional.adaptive_max_pool3d return_indices:2=False _adaptive_max_pool3d
    nn.functional.fractional_max_pool2d return_indices:4=True fractional_max_pool2d_with_indices
    nn.functional.fractional_max_pool2d return_indices:4=False _fractional_max_pool2d
    nn.functional.fractional_max_pool3d return_indices:4=True fractional_max_pool3d_with_indices
    nn.functional.fractional_max_pool3d return_indices:4=False _fractional_max_pool3d
    nn.functional.max_pool1d return_indices:6=True max_pool1d_with_indices
    nn.functional.max_pool1d return_indices:6=False _max_pool1d
    nn.functional.max_pool2d return_indices:6=True max_pool2d_with_indices
    nn.functional.max_pool2d return_indices:6=False _max_pool2d
    nn.functional.max_pool3d return_indices:6=True max_pool3d_with_indices
    nn.functional.max_pool3d return_indices:6=False _max_pool3d
    nn.functional.threshold - _threshold
    unique return_inverse:2=True return_counts:3=True _return_inverse_and_counts
    unique return_inverse:2=True return_counts:3=False _return_inverse
    unique return_inverse:2=False return_counts:3=True _return_counts
    unique return_inverse:2=False return_counts:3=False _return_output
    unique_consecutive return_inverse:2=True return_counts:1=True _consecutive_return_inverse_and_counts
    unique_consecutive return_inverse:2=True return_counts:1=False _consecutive_return_inverse
    unique_consecutive return_inverse:2=False return_counts:1=True _consecutive_return_counts
    unique_consecutive return_inverse:2=False return_counts:1=False _consecutive_return_output
    """#

/// What these say of an argument of a wrong type: function, parameter, words; % stands for the type.
let pythonComplaints = #"""
    _adaptive_max_pool1d input TypeError: adaptive_max_pool1d(): argument 'input' (position 1) must be Tensor, not %
    _adaptive_max_pool1d output_size TypeError: adaptive_max_pool1d(): argument 'output_size' (position 2) must be tuple of ints, not %
    _adaptive_max_pool2d input AttributeError: '%' object has no attribute 'size'
    _adaptive_max_pool2d output_size TypeError: object of type '%' has no len()
    _consecutive_return_counts input TypeError: unique_consecutive(): argument 'input' (position 1) must be Tensor, not %
    _consecutive_return_counts return_inverse TypeError: unique_consecutive(): argument 'return_inverse' must be bool, not %
    _consecutive_return_counts return_counts TypeError: unique_consecutive(): argument 'return_counts' must be bool, not %
    _consecutive_return_counts dim TypeError: unique_consecutive(): argument 'dim' must be int, not %
    _consecutive_return_inverse input TypeError: unique_consecutive(): argument 'input' (position 1) must be Tensor, not %
    _consecutive_return_inverse return_inverse TypeError: unique_consecutive(): argument 'return_inverse' must be bool, not %
    _consecutive_return_inverse return_counts TypeError: unique_consecutive(): argument 'return_counts' must be bool, not %
    _consecutive_return_inverse dim TypeError: unique_consecutive(): argument 'dim' must be int, not %
    _consecutive_return_inverse_and_counts input TypeError: unique_consecutive(): argument 'input' (position 1) must be Tensor, not %
    _consecutive_return_inverse_and_counts return_inverse TypeError: unique_consecutive(): argument 'return_inverse' must be bool, not %
    _consecutive_return_inverse_and_counts return_counts TypeError: unique_consecutive(): argument 'return_counts' must be bool, not %
    _consecutive_return_inverse_and_counts dim TypeError: unique_consecutive(): argument 'dim' must be int, not %
    _consecutive_return_output input TypeError: unique_consecutive(): argument 'input' (position 1) must be Tensor, not %
    _consecutive_return_output return_inverse TypeError: unique_consecutive(): argument 'return_inverse' must be bool, not %
    _consecutive_return_output return_counts TypeError: unique_consecutive(): argument 'return_counts' must be bool, not %
    _consecutive_return_output dim TypeError: unique_consecutive(): argument 'dim' must be int, not %
    _fractional_max_pool2d input AttributeError: '%' object has no attribute 'dim'
    _fractional_max_pool2d kernel_size TypeError: fractional_max_pool2d(): argument 'kernel_size' (position 2) must be tuple of ints, not %
    _fractional_max_pool2d output_size TypeError: fractional_max_pool2d(): argument 'output_size' (position 3) must be tuple of ints, not %
    _fractional_max_pool2d _random_samples TypeError: fractional_max_pool2d(): argument 'random_samples' (position 4) must be Tensor, not %
    _fractional_max_pool3d input AttributeError: '%' object has no attribute 'size'
    _fractional_max_pool3d kernel_size TypeError: fractional_max_pool3d(): argument 'kernel_size' (position 2) must be tuple of ints, not %
    _fractional_max_pool3d output_size TypeError: fractional_max_pool3d(): argument 'output_size' (position 3) must be tuple of ints, not %
    _fractional_max_pool3d output_ratio TypeError: unsupported operand type(s) for *: 'int' and '%'
    _fractional_max_pool3d _random_samples TypeError: fractional_max_pool3d(): argument 'random_samples' (position 4) must be Tensor, not %
    _lu_no_infos A TypeError: _lu_with_info(): argument 'input' (position 1) must be Tensor, not %
    _lu_no_infos pivot TypeError: _lu_with_info(): argument 'pivot' must be bool, not %
    _lu_no_infos out TypeError: object of type '%' has no len()
    _lu_with_infos A TypeError: _lu_with_info(): argument 'input' (position 1) must be Tensor, not %
    _lu_with_infos pivot TypeError: _lu_with_info(): argument 'pivot' must be bool, not %
    _lu_with_infos out TypeError: object of type '%' has no len()
    _max_pool1d input TypeError: max_pool1d(): argument 'input' (position 1) must be Tensor, not %
    _max_pool1d kernel_size TypeError: max_pool1d(): argument 'kernel_size' (position 2) must be tuple of ints, not %
    _max_pool1d stride TypeError: max_pool1d(): argument 'stride' (position 3) must be tuple of ints, not %
    _max_pool1d padding TypeError: max_pool1d(): argument 'padding' (position 4) must be tuple of ints, not %
    _max_pool1d dilation TypeError: max_pool1d(): argument 'dilation' (position 5) must be tuple of ints, not %
    _max_pool1d ceil_mode TypeError: max_pool1d(): argument 'ceil_mode' (position 6) must be bool, not %
    _max_pool2d input TypeError: max_pool2d(): argument 'input' (position 1) must be Tensor, not %
    _max_pool2d kernel_size TypeError: max_pool2d(): argument 'kernel_size' (position 2) must be tuple of ints, not %
    _max_pool2d stride TypeError: max_pool2d(): argument 'stride' (position 3) must be tuple of ints, not %
    _max_pool2d padding TypeError: max_pool2d(): argument 'padding' (position 4) must be tuple of ints, not %
    _max_pool2d dilation TypeError: max_pool2d(): argument 'dilation' (position 5) must be tuple of ints, not %
    _max_pool2d ceil_mode TypeError: max_pool2d(): argument 'ceil_mode' (position 6) must be bool, not %
    _return_counts input TypeError: _unique2(): argument 'input' (position 1) must be Tensor, not %
    _return_counts sorted TypeError: _unique2(): argument 'sorted' must be bool, not %
    _return_counts return_inverse TypeError: _unique2(): argument 'return_inverse' must be bool, not %
    _return_counts return_counts TypeError: _unique2(): argument 'return_counts' must be bool, not %
    _return_counts dim TypeError: unique_dim(): argument 'dim' (position 2) must be int, not %
    _return_inverse input TypeError: _unique2(): argument 'input' (position 1) must be Tensor, not %
    _return_inverse sorted TypeError: _unique2(): argument 'sorted' must be bool, not %
    _return_inverse return_inverse TypeError: _unique2(): argument 'return_inverse' must be bool, not %
    _return_inverse return_counts TypeError: _unique2(): argument 'return_counts' must be bool, not %
    _return_inverse dim TypeError: unique_dim(): argument 'dim' (position 2) must be int, not %
    _return_inverse_and_counts input TypeError: _unique2(): argument 'input' (position 1) must be Tensor, not %
    _return_inverse_and_counts sorted TypeError: _unique2(): argument 'sorted' must be bool, not %
    _return_inverse_and_counts return_inverse TypeError: _unique2(): argument 'return_inverse' must be bool, not %
    _return_inverse_and_counts return_counts TypeError: _unique2(): argument 'return_counts' must be bool, not %
    _return_inverse_and_counts dim TypeError: unique_dim(): argument 'dim' (position 2) must be int, not %
    _return_output input TypeError: _unique2(): argument 'input' (position 1) must be Tensor, not %
    _return_output sorted TypeError: _unique2(): argument 'sorted' must be bool, not %
    _return_output return_inverse TypeError: _unique2(): argument 'return_inverse' must be bool, not %
    _return_output return_counts TypeError: _unique2(): argument 'return_counts' must be bool, not %
    _return_output dim TypeError: unique_dim(): argument 'dim' (position 2) must be int, not %
    cdist x1 TypeError: cdist(): argument 'x1' (position 1) must be Tensor, not %
    cdist x2 TypeError: cdist(): argument 'x2' (position 2) must be Tensor, not %
    cdist p TypeError: cdist(): argument 'p' (position 3) must be float, not %
    chain_matmul out TypeError: expected Tensor as element 1 in argument 0, but got %
    meshgrid indexing TypeError: meshgrid(): argument 'indexing' must be str, not %
    nn.functional.adaptive_avg_pool2d input AttributeError: '%' object has no attribute 'size'
    nn.functional.adaptive_avg_pool2d output_size TypeError: object of type '%' has no len()
    nn.functional.adaptive_avg_pool3d input AttributeError: '%' object has no attribute 'size'
    nn.functional.adaptive_avg_pool3d output_size TypeError: object of type '%' has no len()
    nn.functional.affine_grid theta AttributeError: '%' object has no attribute 'is_floating_point'
    nn.functional.affine_grid size TypeError: object of type '%' has no len()
    nn.functional.affine_grid align_corners TypeError: affine_grid_generator(): argument 'align_corners' (position 3) must be bool, not %
    nn.functional.alpha_dropout input TypeError: alpha_dropout(): argument 'input' (position 1) must be Tensor, not %
    nn.functional.alpha_dropout p TypeError: '<' not supported between instances of '%' and 'float'
    nn.functional.alpha_dropout training TypeError: alpha_dropout(): argument 'train' (position 3) must be bool, not %
    nn.functional.batch_norm input AttributeError: '%' object has no attribute 'size'
    nn.functional.batch_norm running_mean TypeError: batch_norm(): argument 'running_mean' (position 4) must be Tensor, not %
    nn.functional.batch_norm running_var TypeError: batch_norm(): argument 'running_var' (position 5) must be Tensor, not %
    nn.functional.batch_norm weight TypeError: batch_norm(): argument 'weight' (position 2) must be Tensor, not %
    nn.functional.batch_norm bias TypeError: batch_norm(): argument 'bias' (position 3) must be Tensor, not %
    nn.functional.batch_norm training TypeError: batch_norm(): argument 'training' (position 6) must be bool, not %
    nn.functional.batch_norm momentum TypeError: batch_norm(): argument 'momentum' (position 7) must be float, not %
    nn.functional.batch_norm eps TypeError: '<=' not supported between instances of '%' and 'float'
    nn.functional.binary_cross_entropy input AttributeError: '%' object has no attribute 'size'
    nn.functional.binary_cross_entropy target AttributeError: '%' object has no attribute 'size'
    nn.functional.binary_cross_entropy weight AttributeError: '%' object has no attribute 'size'
    nn.functional.binary_cross_entropy_with_logits input AttributeError: '%' object has no attribute 'size'
    nn.functional.binary_cross_entropy_with_logits target AttributeError: '%' object has no attribute 'size'
    nn.functional.binary_cross_entropy_with_logits weight TypeError: binary_cross_entropy_with_logits(): argument 'weight' (position 3) must be Tensor, not %
    nn.functional.binary_cross_entropy_with_logits pos_weight TypeError: binary_cross_entropy_with_logits(): argument 'pos_weight' (position 4) must be Tensor, not %
    nn.functional.celu input TypeError: celu(): argument 'input' (position 1) must be Tensor, not %
    nn.functional.celu alpha TypeError: celu(): argument 'alpha' (position 2) must be Number, not %
    nn.functional.cosine_embedding_loss input1 TypeError: cosine_embedding_loss(): argument 'input1' (position 1) must be Tensor, not %
    nn.functional.cosine_embedding_loss input2 TypeError: cosine_embedding_loss(): argument 'input2' (position 2) must be Tensor, not %
    nn.functional.cosine_embedding_loss target TypeError: cosine_embedding_loss(): argument 'target' (position 3) must be Tensor, not %
    nn.functional.cosine_embedding_loss margin TypeError: cosine_embedding_loss(): argument 'margin' (position 4) must be float, not %
    nn.functional.cross_entropy input TypeError: cross_entropy_loss(): argument 'input' (position 1) must be Tensor, not %
    nn.functional.cross_entropy target TypeError: cross_entropy_loss(): argument 'target' (position 2) must be Tensor, not %
    nn.functional.cross_entropy weight TypeError: cross_entropy_loss(): argument 'weight' (position 3) must be Tensor, not %
    nn.functional.cross_entropy ignore_index TypeError: cross_entropy_loss(): argument 'ignore_index' (position 5) must be int, not %
    nn.functional.cross_entropy label_smoothing TypeError: cross_entropy_loss(): argument 'label_smoothing' (position 6) must be float, not %
    nn.functional.dropout input TypeError: dropout(): argument 'input' (position 1) must be Tensor, not %
    nn.functional.dropout p TypeError: '<' not supported between instances of '%' and 'float'
    nn.functional.dropout training TypeError: dropout(): argument 'train' (position 3) must be bool, not %
    nn.functional.dropout1d input AttributeError: '%' object has no attribute 'dim'
    nn.functional.dropout1d p TypeError: '<' not supported between instances of '%' and 'float'
    nn.functional.dropout1d training TypeError: feature_dropout(): argument 'train' (position 3) must be bool, not %
    nn.functional.dropout2d input AttributeError: '%' object has no attribute 'dim'
    nn.functional.dropout2d p TypeError: '<' not supported between instances of '%' and 'float'
    nn.functional.dropout2d training TypeError: feature_dropout(): argument 'train' (position 3) must be bool, not %
    nn.functional.dropout3d input AttributeError: '%' object has no attribute 'dim'
    nn.functional.dropout3d p TypeError: '<' not supported between instances of '%' and 'float'
    nn.functional.dropout3d training TypeError: feature_dropout(): argument 'train' (position 3) must be bool, not %
    nn.functional.elu input TypeError: elu(): argument 'input' (position 1) must be Tensor, not %
    nn.functional.elu alpha TypeError: elu(): argument 'alpha' (position 2) must be Number, not %
    nn.functional.embedding input TypeError: embedding(): argument 'indices' (position 2) must be Tensor, not %
    nn.functional.embedding weight TypeError: embedding(): argument 'weight' (position 1) must be Tensor, not %
    nn.functional.embedding padding_idx TypeError: '>' not supported between instances of '%' and 'int'
    nn.functional.embedding max_norm TypeError: embedding_renorm_(): argument 'max_norm' (position 3) must be float, not %
    nn.functional.embedding scale_grad_by_freq TypeError: embedding(): argument 'scale_grad_by_freq' (position 4) must be bool, not %
    nn.functional.embedding sparse TypeError: embedding(): argument 'sparse' (position 5) must be bool, not %
    nn.functional.embedding_bag input AttributeError: '%' object has no attribute 'size'
    nn.functional.embedding_bag weight AttributeError: '%' object has no attribute 'dtype'
    nn.functional.embedding_bag offsets AttributeError: '%' object has no attribute 'dim'
    nn.functional.embedding_bag max_norm TypeError: embedding_renorm_(): argument 'max_norm' (position 3) must be float, not %
    nn.functional.embedding_bag scale_grad_by_freq TypeError: embedding_bag(): argument 'scale_grad_by_freq' (position 4) must be bool, not %
    nn.functional.embedding_bag sparse TypeError: embedding_bag(): argument 'sparse' (position 6) must be bool, not %
    nn.functional.embedding_bag per_sample_weights AttributeError: '%' object has no attribute 'size'
    nn.functional.embedding_bag include_last_offset TypeError: embedding_bag(): argument 'include_last_offset' (position 8) must be bool, not %
    nn.functional.embedding_bag padding_idx TypeError: embedding_bag(): argument 'padding_idx' (position 9) must be int, not %
    nn.functional.feature_alpha_dropout input TypeError: feature_alpha_dropout(): argument 'input' (position 1) must be Tensor, not %
    nn.functional.feature_alpha_dropout p TypeError: '<' not supported between instances of '%' and 'float'
    nn.functional.feature_alpha_dropout training TypeError: feature_alpha_dropout(): argument 'train' (position 3) must be bool, not %
    nn.functional.fold input TypeError: col2im(): argument 'input' (position 1) must be Tensor, not %
    nn.functional.fold output_size TypeError: col2im(): argument 'output_size' (position 2) must be tuple of ints, but found element of type % at pos 0
    nn.functional.fold kernel_size TypeError: col2im(): argument 'kernel_size' (position 3) must be tuple of ints, but found element of type % at pos 0
    nn.functional.fold dilation TypeError: col2im(): argument 'dilation' (position 4) must be tuple of ints, but found element of type % at pos 0
    nn.functional.fold padding TypeError: col2im(): argument 'padding' (position 5) must be tuple of ints, but found element of type % at pos 0
    nn.functional.fold stride TypeError: col2im(): argument 'stride' (position 6) must be tuple of ints, but found element of type % at pos 0
    nn.functional.fractional_max_pool2d_with_indices input AttributeError: '%' object has no attribute 'dim'
    nn.functional.fractional_max_pool2d_with_indices kernel_size TypeError: fractional_max_pool2d(): argument 'kernel_size' (position 2) must be tuple of ints, not %
    nn.functional.fractional_max_pool2d_with_indices output_size TypeError: fractional_max_pool2d(): argument 'output_size' (position 3) must be tuple of ints, not %
    nn.functional.fractional_max_pool2d_with_indices _random_samples TypeError: fractional_max_pool2d(): argument 'random_samples' (position 4) must be Tensor, not %
    nn.functional.fractional_max_pool3d_with_indices input AttributeError: '%' object has no attribute 'size'
    nn.functional.fractional_max_pool3d_with_indices kernel_size TypeError: fractional_max_pool3d(): argument 'kernel_size' (position 2) must be tuple of ints, not %
    nn.functional.fractional_max_pool3d_with_indices output_size TypeError: fractional_max_pool3d(): argument 'output_size' (position 3) must be tuple of ints, not %
    nn.functional.fractional_max_pool3d_with_indices output_ratio TypeError: unsupported operand type(s) for *: 'int' and '%'
    nn.functional.fractional_max_pool3d_with_indices _random_samples TypeError: fractional_max_pool3d(): argument 'random_samples' (position 4) must be Tensor, not %
    nn.functional.gaussian_nll_loss input AttributeError: '%' object has no attribute 'size'
    nn.functional.gaussian_nll_loss target TypeError: unsupported operand type(s) for -: 'Tensor' and '%'
    nn.functional.gaussian_nll_loss var TypeError: '<' not supported between instances of '%' and 'int'
    nn.functional.gaussian_nll_loss reduction TypeError: unsupported operand type(s) for +: '%' and 'str'
    nn.functional.glu input AttributeError: '%' object has no attribute 'dim'
    nn.functional.glu dim TypeError: glu(): argument 'dim' (position 2) must be int, not %
    nn.functional.grid_sample input TypeError: grid_sampler(): argument 'input' (position 1) must be Tensor, not %
    nn.functional.grid_sample grid TypeError: grid_sampler(): argument 'grid' (position 2) must be Tensor, not %
    nn.functional.grid_sample align_corners TypeError: grid_sampler(): argument 'align_corners' (position 5) must be bool, not %
    nn.functional.group_norm input AttributeError: '%' object has no attribute 'dim'
    nn.functional.group_norm num_groups TypeError: unsupported operand type(s) for //: 'int' and '%'
    nn.functional.group_norm weight TypeError: group_norm(): argument 'weight' (position 3) must be Tensor, not %
    nn.functional.group_norm bias TypeError: group_norm(): argument 'bias' (position 4) must be Tensor, not %
    nn.functional.group_norm eps TypeError: group_norm(): argument 'eps' (position 5) must be float, not %
    nn.functional.gumbel_softmax logits TypeError: empty_like(): argument 'input' (position 1) must be Tensor, not %
    nn.functional.gumbel_softmax tau TypeError: unsupported operand type(s) for /: 'Tensor' and '%'
    nn.functional.gumbel_softmax dim TypeError: softmax(): argument 'dim' (position 1) must be int, not %
    nn.functional.hardsigmoid input TypeError: hardsigmoid(): argument 'input' (position 1) must be Tensor, not %
    nn.functional.hardswish input TypeError: hardswish(): argument 'input' (position 1) must be Tensor, not %
    nn.functional.hardtanh input TypeError: hardtanh(): argument 'input' (position 1) must be Tensor, not %
    nn.functional.hardtanh min_val TypeError: '>' not supported between instances of '%' and 'float'
    nn.functional.hardtanh max_val TypeError: '>' not supported between instances of 'float' and '%'
    nn.functional.hinge_embedding_loss input TypeError: hinge_embedding_loss(): argument 'input' (position 1) must be Tensor, not %
    nn.functional.hinge_embedding_loss target TypeError: hinge_embedding_loss(): argument 'target' (position 2) must be Tensor, not %
    nn.functional.hinge_embedding_loss margin TypeError: hinge_embedding_loss(): argument 'margin' (position 3) must be float, not %
    nn.functional.huber_loss input AttributeError: '%' object has no attribute 'size'
    nn.functional.huber_loss target AttributeError: '%' object has no attribute 'size'
    nn.functional.huber_loss delta TypeError: huber_loss(): argument 'delta' (position 4) must be float, not %
    nn.functional.huber_loss weight AttributeError: '%' object has no attribute 'size'
    nn.functional.instance_norm input AttributeError: '%' object has no attribute 'size'
    nn.functional.instance_norm running_mean TypeError: instance_norm(): argument 'running_mean' (position 4) must be Tensor, not %
    nn.functional.instance_norm running_var TypeError: instance_norm(): argument 'running_var' (position 5) must be Tensor, not %
    nn.functional.instance_norm weight TypeError: instance_norm(): argument 'weight' (position 2) must be Tensor, not %
    nn.functional.instance_norm bias TypeError: instance_norm(): argument 'bias' (position 3) must be Tensor, not %
    nn.functional.instance_norm use_input_stats TypeError: instance_norm(): argument 'use_input_stats' (position 6) must be bool, not %
    nn.functional.instance_norm momentum TypeError: instance_norm(): argument 'momentum' (position 7) must be float, not %
    nn.functional.instance_norm eps TypeError: instance_norm(): argument 'eps' (position 8) must be float, not %
    nn.functional.interpolate input AttributeError: '%' object has no attribute 'dim'
    nn.functional.kl_div input TypeError: kl_div(): argument 'input' (position 1) must be Tensor, not %
    nn.functional.kl_div target TypeError: kl_div(): argument 'target' (position 2) must be Tensor, not %
    nn.functional.kl_div log_target TypeError: kl_div(): argument 'log_target' must be bool, not %
    nn.functional.l1_loss input AttributeError: '%' object has no attribute 'size'
    nn.functional.l1_loss target AttributeError: '%' object has no attribute 'size'
    nn.functional.l1_loss weight AttributeError: '%' object has no attribute 'size'
    nn.functional.layer_norm input TypeError: layer_norm(): argument 'input' (position 1) must be Tensor, not %
    nn.functional.layer_norm normalized_shape TypeError: layer_norm(): argument 'normalized_shape' (position 2) must be tuple of ints, not %
    nn.functional.layer_norm weight TypeError: layer_norm(): argument 'weight' (position 3) must be Tensor, not %
    nn.functional.layer_norm bias TypeError: layer_norm(): argument 'bias' (position 4) must be Tensor, not %
    nn.functional.layer_norm eps TypeError: layer_norm(): argument 'eps' (position 5) must be float, not %
    nn.functional.leaky_relu input TypeError: leaky_relu(): argument 'input' (position 1) must be Tensor, not %
    nn.functional.leaky_relu negative_slope TypeError: leaky_relu(): argument 'negative_slope' (position 2) must be Number, not %
    nn.functional.local_response_norm input AttributeError: '%' object has no attribute 'dim'
    nn.functional.local_response_norm size TypeError: unsupported operand type(s) for //: '%' and 'int'
    nn.functional.local_response_norm alpha TypeError: mul(): argument 'other' (position 1) must be Tensor, not %
    nn.functional.local_response_norm k TypeError: add(): argument 'other' (position 1) must be Tensor, not %
    nn.functional.log_softmax input AttributeError: '%' object has no attribute 'log_softmax'
    nn.functional.log_softmax dim TypeError: log_softmax(): argument 'dim' (position 1) must be int, not %
    nn.functional.log_softmax dtype TypeError: log_softmax(): argument 'dtype' must be torch.dtype, not %
    nn.functional.lp_pool1d input AttributeError: '%' object has no attribute 'pow'
    nn.functional.lp_pool1d kernel_size TypeError: avg_pool1d(): argument 'kernel_size' (position 2) must be tuple of ints, not %
    nn.functional.lp_pool1d stride TypeError: avg_pool1d(): argument 'stride' (position 3) must be tuple of ints, not %
    nn.functional.lp_pool1d ceil_mode TypeError: avg_pool1d(): argument 'ceil_mode' must be bool, not %
    nn.functional.lp_pool2d input AttributeError: '%' object has no attribute 'pow'
    nn.functional.lp_pool2d kernel_size TypeError: avg_pool2d(): argument 'kernel_size' (position 2) must be tuple of ints, not %
    nn.functional.lp_pool2d stride TypeError: avg_pool2d(): argument 'stride' (position 3) must be tuple of ints, not %
    nn.functional.lp_pool2d ceil_mode TypeError: avg_pool2d(): argument 'ceil_mode' must be bool, not %
    nn.functional.lp_pool3d input AttributeError: '%' object has no attribute 'pow'
    nn.functional.lp_pool3d kernel_size TypeError: avg_pool3d(): argument 'kernel_size' (position 2) must be tuple of ints, not %
    nn.functional.lp_pool3d stride TypeError: avg_pool3d(): argument 'stride' (position 3) must be tuple of ints, not %
    nn.functional.lp_pool3d ceil_mode TypeError: avg_pool3d(): argument 'ceil_mode' must be bool, not %
    nn.functional.margin_ranking_loss input1 AttributeError: '%' object has no attribute 'dim'
    nn.functional.margin_ranking_loss input2 AttributeError: '%' object has no attribute 'dim'
    nn.functional.margin_ranking_loss target AttributeError: '%' object has no attribute 'dim'
    nn.functional.margin_ranking_loss margin TypeError: margin_ranking_loss(): argument 'margin' (position 4) must be float, not %
    nn.functional.max_pool1d_with_indices input TypeError: max_pool1d_with_indices(): argument 'input' (position 1) must be Tensor, not %
    nn.functional.max_pool1d_with_indices kernel_size TypeError: max_pool1d_with_indices(): argument 'kernel_size' (position 2) must be tuple of ints, not %
    nn.functional.max_pool1d_with_indices stride TypeError: max_pool1d_with_indices(): argument 'stride' (position 3) must be tuple of ints, not %
    nn.functional.max_pool1d_with_indices padding TypeError: max_pool1d_with_indices(): argument 'padding' (position 4) must be tuple of ints, not %
    nn.functional.max_pool1d_with_indices dilation TypeError: max_pool1d_with_indices(): argument 'dilation' (position 5) must be tuple of ints, not %
    nn.functional.max_pool1d_with_indices ceil_mode TypeError: max_pool1d_with_indices(): argument 'ceil_mode' (position 6) must be bool, not %
    nn.functional.max_pool2d_with_indices input TypeError: max_pool2d_with_indices(): argument 'input' (position 1) must be Tensor, not %
    nn.functional.max_pool2d_with_indices kernel_size TypeError: max_pool2d_with_indices(): argument 'kernel_size' (position 2) must be tuple of ints, not %
    nn.functional.max_pool2d_with_indices stride TypeError: max_pool2d_with_indices(): argument 'stride' (position 3) must be tuple of ints, not %
    nn.functional.max_pool2d_with_indices padding TypeError: max_pool2d_with_indices(): argument 'padding' (position 4) must be tuple of ints, not %
    nn.functional.max_pool2d_with_indices dilation TypeError: max_pool2d_with_indices(): argument 'dilation' (position 5) must be tuple of ints, not %
    nn.functional.max_pool2d_with_indices ceil_mode TypeError: max_pool2d_with_indices(): argument 'ceil_mode' (position 6) must be bool, not %
    nn.functional.max_pool3d_with_indices input AttributeError: '%' object has no attribute 'is_cuda'
    nn.functional.max_pool3d_with_indices kernel_size TypeError: max_pool3d_with_indices(): argument 'kernel_size' (position 2) must be tuple of ints, not %
    nn.functional.max_pool3d_with_indices stride TypeError: max_pool3d_with_indices(): argument 'stride' (position 3) must be tuple of ints, not %
    nn.functional.max_pool3d_with_indices padding TypeError: max_pool3d_with_indices(): argument 'padding' (position 4) must be tuple of ints, not %
    nn.functional.max_pool3d_with_indices dilation TypeError: max_pool3d_with_indices(): argument 'dilation' (position 5) must be tuple of ints, not %
    nn.functional.max_pool3d_with_indices ceil_mode TypeError: max_pool3d_with_indices(): argument 'ceil_mode' (position 6) must be bool, not %
    nn.functional.max_unpool1d input AttributeError: '%' object has no attribute 'size'
    nn.functional.max_unpool1d indices AttributeError: '%' object has no attribute 'unsqueeze'
    nn.functional.max_unpool1d kernel_size TypeError: unsupported operand type(s) for +: 'int' and '%'
    nn.functional.max_unpool1d stride TypeError: unsupported operand type(s) for *: 'int' and '%'
    nn.functional.max_unpool1d padding TypeError: unsupported operand type(s) for *: 'int' and '%'
    nn.functional.max_unpool1d output_size TypeError: object of type '%' has no len()
    nn.functional.max_unpool2d input AttributeError: '%' object has no attribute 'size'
    nn.functional.max_unpool2d indices TypeError: max_unpool2d(): argument 'indices' (position 2) must be Tensor, not %
    nn.functional.max_unpool2d kernel_size TypeError: unsupported operand type(s) for +: 'int' and '%'
    nn.functional.max_unpool2d stride TypeError: unsupported operand type(s) for *: 'int' and '%'
    nn.functional.max_unpool2d padding TypeError: unsupported operand type(s) for *: 'int' and '%'
    nn.functional.max_unpool2d output_size TypeError: object of type '%' has no len()
    nn.functional.max_unpool3d input AttributeError: '%' object has no attribute 'size'
    nn.functional.max_unpool3d indices TypeError: max_unpool3d(): argument 'indices' (position 2) must be Tensor, not %
    nn.functional.max_unpool3d kernel_size TypeError: unsupported operand type(s) for *: 'int' and '%'
    nn.functional.max_unpool3d stride TypeError: unsupported operand type(s) for *: 'int' and '%'
    nn.functional.max_unpool3d padding TypeError: unsupported operand type(s) for *: 'int' and '%'
    nn.functional.max_unpool3d output_size TypeError: object of type '%' has no len()
    nn.functional.mish input TypeError: mish(): argument 'input' (position 1) must be Tensor, not %
    nn.functional.mse_loss input AttributeError: '%' object has no attribute 'size'
    nn.functional.mse_loss target AttributeError: '%' object has no attribute 'size'
    nn.functional.mse_loss weight AttributeError: '%' object has no attribute 'size'
    nn.functional.multi_margin_loss input TypeError: multi_margin_loss(): argument 'input' (position 1) must be Tensor, not %
    nn.functional.multi_margin_loss target TypeError: multi_margin_loss(): argument 'target' (position 2) must be Tensor, not %
    nn.functional.multi_margin_loss margin TypeError: multi_margin_loss(): argument 'margin' (position 4) must be Number, not %
    nn.functional.multi_margin_loss weight AttributeError: '%' object has no attribute 'dim'
    nn.functional.multilabel_margin_loss input TypeError: multilabel_margin_loss(): argument 'input' (position 1) must be Tensor, not %
    nn.functional.multilabel_margin_loss target TypeError: multilabel_margin_loss(): argument 'target' (position 2) must be Tensor, not %
    nn.functional.multilabel_soft_margin_loss input TypeError: log_sigmoid(): argument 'input' (position 1) must be Tensor, not %
    nn.functional.multilabel_soft_margin_loss target TypeError: unsupported operand type(s) for *: '%' and 'Tensor'
    nn.functional.multilabel_soft_margin_loss weight TypeError: unsupported operand type(s) for *: 'Tensor' and '%'
    nn.functional.multilabel_soft_margin_loss reduction TypeError: unsupported operand type(s) for +: '%' and 'str'
    nn.functional.nll_loss input TypeError: nll_loss_nd(): argument 'input' (position 1) must be Tensor, not %
    nn.functional.nll_loss target TypeError: nll_loss_nd(): argument 'target' (position 2) must be Tensor, not %
    nn.functional.nll_loss weight TypeError: nll_loss_nd(): argument 'weight' (position 3) must be Tensor, not %
    nn.functional.nll_loss ignore_index TypeError: nll_loss_nd(): argument 'ignore_index' (position 5) must be int, not %
    nn.functional.normalize input AttributeError: '%' object has no attribute 'norm'
    nn.functional.normalize p TypeError: linalg_vector_norm(): argument 'ord' (position 2) must be Number, not %
    nn.functional.normalize dim TypeError: linalg_vector_norm(): argument 'dim' (position 3) must be tuple of ints, not %
    nn.functional.pad input TypeError: pad(): argument 'input' (position 1) must be Tensor, not %
    nn.functional.pad pad TypeError: pad(): argument 'pad' (position 2) must be tuple of ints, not %
    nn.functional.pad mode TypeError: pad(): argument 'mode' (position 3) must be str, not %
    nn.functional.pad value TypeError: pad(): argument 'value' (position 4) must be float, not %
    nn.functional.poisson_nll_loss input TypeError: poisson_nll_loss(): argument 'input' (position 1) must be Tensor, not %
    nn.functional.poisson_nll_loss target TypeError: poisson_nll_loss(): argument 'target' (position 2) must be Tensor, not %
    nn.functional.poisson_nll_loss log_input TypeError: poisson_nll_loss(): argument 'log_input' (position 3) must be bool, not %
    nn.functional.poisson_nll_loss full TypeError: poisson_nll_loss(): argument 'full' (position 4) must be bool, not %
    nn.functional.poisson_nll_loss eps TypeError: poisson_nll_loss(): argument 'eps' (position 5) must be float, not %
    nn.functional.poisson_nll_loss reduction TypeError: unsupported operand type(s) for +: '%' and 'str'
    nn.functional.relu input TypeError: relu(): argument 'input' (position 1) must be Tensor, not %
    nn.functional.relu6 input TypeError: relu6(): argument 'input' (position 1) must be Tensor, not %
    nn.functional.rms_norm input TypeError: rms_norm(): argument 'input' (position 1) must be Tensor, not %
    nn.functional.rms_norm normalized_shape TypeError: rms_norm(): argument 'normalized_shape' (position 2) must be tuple of ints, not %
    nn.functional.rms_norm weight TypeError: rms_norm(): argument 'weight' (position 3) must be Tensor, not %
    nn.functional.rms_norm eps TypeError: rms_norm(): argument 'eps' (position 4) must be float, not %
    nn.functional.rrelu input TypeError: rrelu(): argument 'input' (position 1) must be Tensor, not %
    nn.functional.rrelu lower TypeError: rrelu(): argument 'lower' (position 2) must be Number, not %
    nn.functional.rrelu upper TypeError: rrelu(): argument 'upper' (position 3) must be Number, not %
    nn.functional.rrelu training TypeError: rrelu(): argument 'training' (position 4) must be bool, not %
    nn.functional.selu input TypeError: selu(): argument 'input' (position 1) must be Tensor, not %
    nn.functional.sigmoid input AttributeError: '%' object has no attribute 'sigmoid'
    nn.functional.silu input TypeError: silu(): argument 'input' (position 1) must be Tensor, not %
    nn.functional.smooth_l1_loss input AttributeError: '%' object has no attribute 'size'
    nn.functional.smooth_l1_loss target AttributeError: '%' object has no attribute 'size'
    nn.functional.smooth_l1_loss beta TypeError: smooth_l1_loss(): argument 'beta' (position 4) must be float, not %
    nn.functional.soft_margin_loss input TypeError: soft_margin_loss(): argument 'input' (position 1) must be Tensor, not %
    nn.functional.soft_margin_loss target TypeError: soft_margin_loss(): argument 'target' (position 2) must be Tensor, not %
    nn.functional.softmax input AttributeError: '%' object has no attribute 'softmax'
    nn.functional.softmax dim TypeError: softmax(): argument 'dim' (position 1) must be int, not %
    nn.functional.softmax dtype TypeError: softmax(): argument 'dtype' must be torch.dtype, not %
    nn.functional.softmin input TypeError: bad operand type for unary -: '%'
    nn.functional.softmin dim TypeError: softmax(): argument 'dim' (position 1) must be int, not %
    nn.functional.softmin dtype TypeError: softmax(): argument 'dtype' must be torch.dtype, not %
    nn.functional.softsign input AttributeError: '%' object has no attribute 'abs'
    nn.functional.tanh input AttributeError: '%' object has no attribute 'tanh'
    nn.functional.tanhshrink input AttributeError: '%' object has no attribute 'tanh'
    nn.functional.threshold input TypeError: threshold(): argument 'input' (position 1) must be Tensor, not %
    nn.functional.threshold threshold TypeError: threshold(): argument 'threshold' (position 2) must be Number, not %
    nn.functional.threshold value TypeError: threshold(): argument 'value' (position 3) must be Number, not %
    nn.functional.triplet_margin_loss anchor TypeError: triplet_margin_loss(): argument 'anchor' (position 1) must be Tensor, not %
    nn.functional.triplet_margin_loss positive TypeError: triplet_margin_loss(): argument 'positive' (position 2) must be Tensor, not %
    nn.functional.triplet_margin_loss negative TypeError: triplet_margin_loss(): argument 'negative' (position 3) must be Tensor, not %
    nn.functional.triplet_margin_loss margin TypeError: '<=' not supported between instances of '%' and 'int'
    nn.functional.triplet_margin_loss p TypeError: triplet_margin_loss(): argument 'p' (position 5) must be float, not %
    nn.functional.triplet_margin_loss eps TypeError: triplet_margin_loss(): argument 'eps' (position 6) must be float, not %
    nn.functional.triplet_margin_loss swap TypeError: triplet_margin_loss(): argument 'swap' (position 7) must be bool, not %
    nn.functional.unfold input TypeError: im2col(): argument 'input' (position 1) must be Tensor, not %
    nn.functional.unfold kernel_size TypeError: im2col(): argument 'kernel_size' (position 2) must be tuple of ints, but found element of type % at pos 0
    nn.functional.unfold dilation TypeError: im2col(): argument 'dilation' (position 3) must be tuple of ints, but found element of type % at pos 0
    nn.functional.unfold padding TypeError: im2col(): argument 'padding' (position 4) must be tuple of ints, but found element of type % at pos 0
    nn.functional.unfold stride TypeError: im2col(): argument 'stride' (position 5) must be tuple of ints, but found element of type % at pos 0
    nn.functional.upsample input AttributeError: '%' object has no attribute 'dim'
    norm input AttributeError: '%' object has no attribute 'layout'
    norm p TypeError: linalg_vector_norm(): argument 'ord' (position 2) must be Number, not %
    norm dim TypeError: linalg_vector_norm(): argument 'dim' (position 3) must be tuple of ints, not %
    norm keepdim TypeError: linalg_vector_norm(): argument 'keepdim' (position 4) must be bool, not %
    norm out TypeError: linalg_vector_norm(): argument 'out' must be Tensor, not %
    norm dtype TypeError: linalg_vector_norm(): argument 'dtype' must be torch.dtype, not %
    pca_lowrank A AttributeError: '%' object has no attribute 'shape'
    pca_lowrank q TypeError: '>=' not supported between instances of '%' and 'int'
    pca_lowrank niter TypeError: '>=' not supported between instances of '%' and 'int'
    split tensor AttributeError: '%' object has no attribute 'split'
    split split_size_or_sections TypeError: split_with_sizes(): argument 'split_sizes' (position 2) must be tuple of ints, not %
    svd_lowrank A AttributeError: '%' object has no attribute 'shape'
    svd_lowrank q TypeError: randn(): argument 'size' failed to unpack the object at pos 2 with error "type must be tuple of ints,but got %"
    svd_lowrank niter TypeError: '%' object cannot be interpreted as an integer
    svd_lowrank M AttributeError: '%' object has no attribute 'broadcast_to'
    tensordot a AttributeError: '%' object has no attribute 'dim'
    tensordot b AttributeError: '%' object has no attribute 'dim'
    tensordot out TypeError: tensordot(): argument 'out' must be Tensor, not %
    """#
