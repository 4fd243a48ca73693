import ObjectModel

/// Names that PyTorch has and nbs has not: whoever asks for one hears so, and what to use instead. A script compared `dir()` of PyTorch's modules with
/// ours; names that begin with an underscore or come from Python's `typing` are left out.
package enum AbsentNames {
    /// What to say of a name of a module; nil for names that PyTorch has not either.
    package static func refusal(_ module: String, _ name: String) -> Raised? {
        guard let reason = reason(module, name) else { return nil }
        return Raised.notImplemented("\(module).\(name) is not available in nbs: \(reason)")
    }
    package static func reason(_ module: String, _ name: String) -> String? { byModule[module]?[name] }

    // Made once; read by the evaluator's thread.
    private static let byModule: [String: [String: String]] = ofModules.mapValues { rows in
        var reasons: [String: String] = [:]
        for (reason, names) in rows { for name in names.split(whereSeparator: \.isWhitespace) { reasons[String(name)] = reason } }
        return reasons
    }

    /// Methods and properties of tensors.
    static let ofTensors: [(String, String)] = [
        ("use as_strided", "as_strided_"),
        ("classes derived from Tensor are not in nbs", "as_subclass"),
        ("nbs has no sparse or nested tensors", """
            ccol_indices col_indices crow_indices resize_as_sparse_ row_indices smm sparse_mask sparse_resize_
            sparse_resize_and_clear_ sspaddmm to_padded_tensor to_sparse_bsc to_sparse_bsr to_sparse_coo to_sparse_csc to_sparse_csr
            to_sparse
            """),
        ("nbs has no complex numbers", "chalf conj_physical_ cdouble cfloat"),
        ("nbs does not show a tensor's buffer", "const_data_ptr storage_type untyped_storage storage"),
        ("use stride()", "dim_order"),
        ("use torch.linalg.eigh", "eig symeig"),
        ("use torch.linalg.qr", "geqrf orgqr ormqr"),
        ("use torch.equal to compare tensors", "hash_tensor"),
        ("use torch.i0(x, out=x)", "i0_"),
        ("write x[…]", "index"),
        ("nbs has no quantization", "int_repr q_per_channel_axis q_per_channel_scales q_per_channel_zero_points q_scale q_zero_point qscheme"),
        ("nbs has no Fourier transforms", "istft stft"),
        ("use torch.linalg.lstsq", "lstsq"),
        ("use apply_, or the operation on the whole tensors", "map2_ map_"),
        ("use load_state_dict", "module_load"),
        ("use new_tensor, new_zeros or new_full", "new"),
        ("use new_empty", "new_empty_strided"),
        ("nbs computes on the CPU, without streams", "record_stream"),
        ("use torch.distributions", "reinforce"),
        ("use reshape, or resize_", "resize"),
        ("use reshape, or resize_as_", "resize_as"),
        ("assign to .data", "set_"),
        ("it is a part of how PyTorch works inside", "slice_inverse"),
        ("use torch.linalg.solve", "solve"),
        ("numbers lie in rows", "to_mkldnn"),
    ]

    private static let ofModules: [String: [(String, String)]] = [
        "torch": [
            ("nbs has no compiler for scripts and no exporter", """
                AVG AggregationType AliasDb AnyType Argument ArgumentSpec AwaitType BenchmarkConfig BenchmarkExecutionStats Block
                BoolType CallStack Capsule ClassType Code CompilationUnit CompleteArgumentSpec ComplexType ConcreteModuleType
                ConcreteModuleTypeBuilder DeepCopyMemoTable DeviceObjType DictType DisableTorchFunction DisableTorchFunctionSubclass
                DispatchKey DispatchKeySet EnumType ErrorReport ExcludeDispatchKeyGuard ExecutionPlan FatalError FileCheck FloatType
                FunctionSchema Future FutureType Gradient Graph GraphExecutorState IODescriptor InferredType IntType InterfaceType
                JITException ListType LiteScriptModule LockingLogger LoggerBase ModuleDict Node NoneType NoopLogger NumberType
                OperatorInfo OptionalType PRIVATE_OPS ParameterDict PyObjectType PyTorchFileReader PyTorchFileWriter RRefType SUM
                ScriptClass ScriptClassFunction ScriptDict ScriptDictIterator ScriptDictKeyIterator ScriptFunction ScriptList
                ScriptListIterator ScriptMethod ScriptModule ScriptModuleSerializer ScriptObject ScriptObjectProperty StaticModule
                StreamObjType StringType TensorType ThroughputBenchmark TracingState TupleType Type USE_GLOBAL_DEPS
                USE_RTLD_GLOBAL_WITH_LIBTORCH UnionType Use Value ao classes compiler cond cpp export fork functional futures fx hub
                import_ir_module import_ir_module_from_buffer init_num_threads jit library merge_type_from_type_comment ops overrides
                package parse_ir parse_schema parse_type_comment slice_inverse unify_type_list wait while_loop
                """),
            ("it is a part of how PyTorch works inside", """
                AcceleratorError BufferDict OutOfMemoryError Tag bit channels_last_3d choose_qparams_optimized get_file_path
                legacy_contiguous_format quasirandom set_anomaly_enabled thread_safe_generator torch_version
                """),
            ("nbs does not show a tensor's buffer", """
                BFloat16Storage BoolStorage ByteStorage CharStorage ComplexDoubleStorage ComplexFloatStorage
                DeserializationStorageContext DoubleStorage FloatStorage HalfStorage IntStorage LongStorage QInt32Storage QInt8Storage
                QUInt2x4Storage QUInt4x2Storage QUInt8Storage SerializationStorageContext ShortStorage Storage StorageBase TypedStorage
                UntypedStorage from_file serialization storage
                """),
            ("nbs computes on the CPU, without streams", "Event Stream classproperty cpu get_device_module mtia"),
            ("nbs has no symbolic sizes", """
                SymBool SymBoolType SymFloat SymInt SymIntType sym_constrain_range sym_constrain_range_for_size sym_float sym_fresh_size
                sym_int sym_ite sym_max sym_min sym_not sym_sqrt sym_sum
                """),
            ("use F.adaptive_max_pool1d", "adaptive_max_pool1d"),
            ("use F.affine_grid", "affine_grid_generator"),
            ("it is what a compiler makes of a view; write the view and .clone()", """
                alias_copy as_strided_copy detach_copy diagonal_copy expand_copy permute_copy select_copy slice_copy split_copy
                split_with_sizes_copy squeeze_copy t_copy transpose_copy unbind_copy unfold_copy unsqueeze_copy view_copy
                """),
            ("use F.alpha_dropout", "alpha_dropout"),
            ("use F.alpha_dropout(x, inplace=True)", "alpha_dropout_"),
            ("use torch.as_strided", "as_strided_"),
            ("use the method: x.detach_()", "detach_"),
            ("use the method: x.resize_as_(…)", "resize_as_"),
            ("use torch.empty, and as_strided or permute", "empty_permuted empty_strided"),
            ("nbs has no mixed precision; convert with .bfloat16()", """
                autocast_decrement_nesting autocast_increment_nesting clear_autocast_cache get_autocast_cpu_dtype get_autocast_dtype
                get_autocast_gpu_dtype get_autocast_ipu_dtype get_autocast_xla_dtype is_autocast_cache_enabled is_autocast_cpu_enabled
                is_autocast_enabled is_autocast_ipu_enabled is_autocast_xla_enabled set_autocast_cache_enabled set_autocast_cpu_dtype
                set_autocast_cpu_enabled set_autocast_dtype set_autocast_enabled set_autocast_gpu_dtype set_autocast_ipu_dtype
                set_autocast_ipu_enabled set_autocast_xla_dtype set_autocast_xla_enabled
                """),
            ("use F.batch_norm", """
                batch_norm batch_norm_backward_elemt batch_norm_backward_reduce batch_norm_elemt batch_norm_gather_stats
                batch_norm_gather_stats_with_counts batch_norm_stats batch_norm_update_stats native_batch_norm
                """),
            ("use F.binary_cross_entropy_with_logits", "binary_cross_entropy_with_logits"),
            ("nbs has float16, bfloat16, float32, float64, int8, uint8, int16, int32, int64 and bool", """
                bits16 bits1x8 bits2x4 bits4x2 bits8 float4_e2m1fn_x2 float8_e4m3fn float8_e4m3fnuz float8_e5m2 float8_e5m2fnuz
                float8_e8m0fnu int1 int2 int3 int4 int5 int6 int7 uint1 uint16 uint2 uint3 uint32 uint4 uint5 uint6 uint64 uint7
                """),
            ("nbs has no sparse or nested tensors", """
                ccol_indices_copy col_indices_copy crow_indices_copy dsmm hsmm hspmm indices_copy jagged nested resize_as_sparse_
                row_indices_copy saddmm smm sparse sparse_bsc sparse_bsc_tensor sparse_bsr sparse_bsr_tensor sparse_compressed_tensor
                sparse_coo sparse_coo_tensor sparse_csc sparse_csc_tensor sparse_csr sparse_csr_tensor spmm sspaddmm values_copy
                """),
            ("nbs has no complex numbers", """
                cdouble cfloat chalf complex complex128 complex32 complex64 polar view_as_complex view_as_complex_copy view_as_real
                view_as_real_copy
                """),
            ("use F.conv_tbc", "conv_tbc"),
            ("use F.conv2d", "convolution"),
            ("use F.cosine_embedding_loss", "cosine_embedding_loss"),
            ("use F.ctc_loss", "ctc_loss"),
            ("it belongs to another library's kernels; the layer's function in torch.nn.functional computes the same", """
                cudnn_affine_grid_generator cudnn_batch_norm cudnn_convolution cudnn_convolution_add_relu cudnn_convolution_relu
                cudnn_convolution_transpose cudnn_grid_sampler cudnn_is_acceptable miopen_batch_norm miopen_convolution
                miopen_convolution_add_relu miopen_convolution_relu miopen_convolution_transpose miopen_ctc_loss
                miopen_depthwise_convolution miopen_rnn mkldnn_adaptive_avg_pool2d mkldnn_convolution mkldnn_linear_backward_weights
                mkldnn_max_pool2d mkldnn_max_pool3d mkldnn_rnn_layer
                """),
            ("nbs has no quantization", """
                dequantize empty_quantized fake_quantize_per_channel_affine fake_quantize_per_tensor_affine fbgemm_linear_fp16_weight
                fbgemm_linear_fp16_weight_fp32_activation fbgemm_linear_int8_weight fbgemm_linear_int8_weight_fp32_activation
                fbgemm_linear_quantize_weight fbgemm_pack_gemm_matrix_fp16 fbgemm_pack_quantized_matrix fused_moving_avg_obs_fake_quant
                int_repr per_channel_affine per_channel_affine_float_qparams per_channel_symmetric per_tensor_affine
                per_tensor_symmetric q_per_channel_axis q_per_channel_scales q_per_channel_zero_points q_scale q_zero_point qint32 qint8
                qscheme quantization quantize_per_channel quantize_per_tensor quantize_per_tensor_dynamic quantized_batch_norm
                quantized_gru quantized_gru_cell quantized_lstm quantized_lstm_cell quantized_max_pool1d quantized_max_pool2d
                quantized_max_pool3d quantized_rnn_relu_cell quantized_rnn_tanh_cell quint2x4 quint4x2 quint8
                """),
            ("nbs has one process", "distributed monitor multiprocessing prepare_multiprocessing_environment"),
            ("use F.dropout(x, inplace=True)", "dropout_"),
            ("use F.embedding", "embedding"),
            ("use F.embedding_bag", "embedding_bag"),
            ("use F.embedding with max_norm", "embedding_renorm_"),
            ("use F.feature_alpha_dropout", "feature_alpha_dropout feature_alpha_dropout_"),
            ("use F.dropout2d", "feature_dropout feature_dropout_"),
            ("nbs has no Fourier transforms", "fft istft stft"),
            ("nbs has no NumPy; torch.tensor takes lists", "from_dlpack from_numpy frombuffer to_dlpack"),
            ("use torch.linalg.qr and torch.linalg.eigh", "geqrf lobpcg orgqr ormqr"),
            ("use F.grid_sample", "grid_sampler grid_sampler_2d grid_sampler_3d"),
            ("use the layer: nn.GRU", "gru"),
            ("use the layer: nn.GRUCell", "gru_cell"),
            ("use torch.equal to compare tensors", "hash_tensor"),
            ("use F.hinge_embedding_loss", "hinge_embedding_loss"),
            ("use torch.histc or torch.histogram", "histogramdd"),
            ("use F.instance_norm", "instance_norm"),
            ("use F.kl_div", "kl_div"),
            ("use the layer: nn.LSTM", "lstm"),
            ("use the layer: nn.LSTMCell", "lstm_cell"),
            ("use F.margin_ranking_loss", "margin_ranking_loss"),
            ("use torch.where and masked_fill", "masked"),
            ("use F.max_pool1d_with_indices", "max_pool1d_with_indices"),
            ("use F.native_channel_shuffle", "native_channel_shuffle"),
            ("use F.dropout", "native_dropout"),
            ("use F.group_norm", "native_group_norm"),
            ("use F.layer_norm", "native_layer_norm"),
            ("use torch.linalg.norm", "native_norm"),
            ("use torch.linalg.vector_norm", "norm_except_dim"),
            ("use F.poisson_nll_loss", "poisson_nll_loss"),
            ("nbs has no profiler; %timeit times a statement", "profiler profiler_allow_cudagraph_cupti_lazy_reinit_cuda12"),
            ("use the layer: nn.RNN", "rnn_relu rnn_tanh"),
            ("use the layer: nn.RNNCell", "rnn_relu_cell rnn_tanh_cell"),
            ("use F.rrelu", "rrelu"),
            ("use F.rrelu_", "rrelu_"),
            ("use torch.scatter_reduce or index_add", "segment_reduce"),
            ("use torch.hann_window, torch.hamming_window, torch.blackman_window, torch.bartlett_window or torch.kaiser_window", "signal"),
            ("use F.triplet_margin_loss", "triplet_margin_loss"),
        ],
        "torch.nn": [
            ("use register_buffer", "Buffer"),
            ("use nn.Module", "Container"),
            ("use nn.LocalResponseNorm", "CrossMapLRN2d"),
            ("use nn.Linear and nn.CrossEntropyLoss", "LinearCrossEntropyLoss LinearCrossEntropyOptions"),
            ("use nn.NLLLoss", "NLLLoss2d"),
            ("nbs has one process; use nn.BatchNorm2d", "SyncBatchNorm"),
            ("lazy layers (nn.LazyBatchNorm1d) learn sizes from their first input", "UninitializedBuffer"),
            ("lazy layers (nn.LazyLinear) learn sizes from their first input", "UninitializedParameter"),
            ("F.scaled_dot_product_attention has one implementation here", "attention"),
            ("it is a part of how PyTorch works inside", "common_types factory_kwargs grad"),
            ("nbs has no quantization", "intrinsic qat quantizable quantized"),
            ("nbs has one process; nn.DataParallel(model) calls the model", "parallel"),
        ],
        "torch.nn.functional": [
            ("use F.rrelu(x, inplace=True)", "rrelu_"),
            ("it is a part of how PyTorch works inside", """
                BroadcastingList1 BroadcastingList2 BroadcastingList3 GRID_SAMPLE_INTERPOLATION_MODES GRID_SAMPLE_PADDING_MODES
                assert_int_or_pair boolean_dispatch grad handle_torch_function has_torch_function has_torch_function_unary
                has_torch_function_variadic reproducibility_notes sparse_support_notes tf32_notes
                """),
            ("use torch.mm", "ScalingType SwizzleType scaled_mm"),
            ("use F.conv1d", "conv_tbc"),
            ("use torch.bmm", "grouped_mm scaled_grouped_mm"),
            ("use F.linear and F.cross_entropy", "linear_cross_entropy"),
            ("use nn.MultiheadAttention", "multi_head_attention_forward"),
        ],
        "torch.nn.utils": [
            ("it is a part of how PyTorch works inside", "convert_parameters init memory_format"),
        ],
        "torch.nn.utils.rnn": [
            ("it is a part of how PyTorch works inside", "PackedSequence_ bind copy_method_params"),
            ("use torch.argsort", "invert_permutation"),
        ],
        "torch.nn.utils.parametrize": [
            ("it is a part of how PyTorch works inside", """
                OpaqueBase get_swap_module_params_on_conversion is_opaque_reference_type is_traceable_wrapper_subclass
                type_before_parametrizations
                """),
            ("weights are computed anew at every use", "cached"),
            ("register the parametrization anew", "transfer_parametrizations_and_params"),
        ],
        "torch.nn.utils.parametrizations": [
            ("it is a part of how PyTorch works inside", "F parametrize"),
            ("nn.init.orthogonal_ starts with an orthogonal weight", "orthogonal"),
        ],
        "torch.nn.parameter": [
            ("use register_buffer", "Buffer"),
            ("lazy layers (nn.LazyBatchNorm1d) learn sizes from their first input", "UninitializedBuffer"),
            ("lazy layers (nn.LazyLinear) learn sizes from their first input", "UninitializedParameter"),
            ("it is a part of how PyTorch works inside", "UninitializedTensorMixin is_lazy"),
        ],
        "torch.nn.modules": [
            ("use nn.Module", "Container"),
            ("use nn.LocalResponseNorm", "CrossMapLRN2d"),
            ("use nn.Linear and nn.CrossEntropyLoss", "LinearCrossEntropyLoss LinearCrossEntropyOptions"),
            ("use nn.NLLLoss", "NLLLoss2d"),
            ("nbs has one process; use nn.BatchNorm2d", "SyncBatchNorm"),
            ("it is a part of how PyTorch works inside", "lazy linear_cross_entropy_options utils"),
        ],
        "torch.optim": [
            ("use state_dict and load_state_dict", "swap_in_optimizer_params_and_state"),
        ],
        "torch.optim.lr_scheduler": [
            ("it is a part of how PyTorch works inside", "EPOCH_DEPRECATION_WARNING Optimizer inf"),
        ],
        "torch.autograd": [
            ("it is a part of how PyTorch works inside", """
                DeviceType ProfilerActivity ProfilerConfig ProfilerEvent ProfilerState anomaly_mode enforce_grad_layout_policy
                handle_torch_function has_torch_function is_multithreading_enabled is_tensor_like is_view_replay_enabled
                kineto_available
                """),
            ("use torch.autograd.Function", "NestedIOFunction"),
            ("use ctx.save_for_backward", "SavedTensor"),
            ("use torch.func.jvp", "forward_ad"),
            ("use torch.no_grad and its kin", "grad_mode"),
            ("hooks on tensors and modules show what flows back", "graph"),
            ("nbs has no profiler; %timeit times a statement", "profiler profiler_legacy profiler_util"),
            ("the way back runs on one thread", "set_multithreading_enabled"),
            ("tensors are variables", "variable"),
        ],
        "torch.autograd.functional": [
            ("it is a part of how PyTorch works inside", "fwAD"),
        ],
        "torch.utils": [
            ("it is a part of how PyTorch works inside", """
                ThroughputBenchmark backcompat backend_registration cmake_prefix_path cpp_backtrace deterministic
                generate_methods_for_privateuse1_backend get_cpp_backtrace hooks rename_privateuse1_backend set_module
                throughput_benchmark weak
                """),
            ("torch.__version__ tells what there is", "collect_env"),
            ("nbs has no NumPy", "dlpack"),
            ("assign to .data", "swap_tensors"),
            ("nbs writes no event files; print the numbers, or plot(losses)", "tensorboard"),
            ("nbs takes no extensions", "cpp_extension"),
            ("%timeit times a statement", "benchmark bottleneck"),
            ("nbs downloads nothing", "model_zoo"),
            ("nbs has no exporter", "mobile_optimizer"),
            ("torchsummary.summary counts parameters", "flop_counter"),
        ],
        "torch.utils.data": [
            ("use Dataset or IterableDataset", "DFIterDataPipe DataChunk IterDataPipe MapDataPipe datapipes functional_datapipe graph"),
            ("it is a part of how PyTorch works inside", """
                argument_validation graph_settings guaranteed_datapipes_determinism non_deterministic runtime_validation
                runtime_validation_disabled
                """),
        ],
        "torch.linalg": [
            ("it is a part of how PyTorch works inside", "common_notes"),
            ("use torch.linalg.qr", "householder_product"),
        ],
        "torch.special": [
            ("it is a part of how PyTorch works inside", "common_args multi_dim_common"),
        ],
        "torch.func": [
            ("it is a part of how PyTorch works inside", "debug_unwrap"),
            ("nbs has no compiler", "functionalize"),
            ("use torch.func.jvp", "linearize"),
            ("use reshape and permute", "rearrange"),
            ("use nn.GroupNorm, or track_running_stats=False", "replace_all_batch_norm_modules_"),
        ],
        "torch.random": [
            ("use torch.default_generator", "default_generator"),
            ("it is a part of how PyTorch works inside", "thread_safe_generator"),
        ],
        "torch.distributions": [
            ("write its formula with Normal, Gamma and their kin, or a TransformedDistribution", """
                CatTransform ContinuousBernoulli CorrCholeskyTransform CumulativeDistributionTransform FisherSnedecor GeneralizedPareto
                IndependentTransform InverseGamma Kumaraswamy LKJCholesky LogisticNormal LowRankMultivariateNormal
                LowerCholeskyTransform PositiveDefiniteTransform ReshapeTransform StackTransform StickBreakingTransform VonMises
                Wishart continuous_bernoulli fishersnedecor generalized_pareto inverse_gamma kumaraswamy lkj_cholesky logistic_normal
                lowrank_multivariate_normal von_mises wishart
                """),
            ("distributions check their values themselves", "constraint_registry constraints biject_to transform_to"),
            ("use torch.distributions.Distribution", "utils exp_family ExponentialFamily"),
        ],
        "torch.cuda": [
            ("nbs computes on the CPU", """
                AcceleratorError BFloat16Storage BFloat16Tensor BoolStorage BoolTensor ByteStorage ByteTensor CUDAGraph
                CUDAPluggableAllocator CharStorage CharTensor ComplexDoubleStorage ComplexFloatStorage CudaError DEVICE_REQUIREMENT
                DeferredCudaCallError DoubleStorage DoubleTensor Event ExternalStream FloatStorage FloatTensor GreenContext HalfStorage
                HalfTensor IntStorage IntTensor LongStorage LongTensor MemPool OutOfMemoryError PYTORCH_RELEASES_CODE_CC ShortStorage
                ShortTensor Stream StreamContext caching_allocator_alloc caching_allocator_delete caching_allocator_disabled
                caching_allocator_enable change_current_allocator check_error clock_rate cudaStatus cudart current_blas_handle
                current_solver_handle default_generators device device_memory_used device_of gds get_allocator_backend get_gencode_flags
                get_per_process_memory_fraction get_stream_from_external get_sync_debug_mode graph graph_pool_handle graphs
                green_contexts has_half has_magma host_memory_stats host_memory_stats_as_nested_dict is_current_stream_capturing
                jiterator list_gpu_processes make_graphed_callables memory memory_snapshot memory_stats_as_nested_dict memory_summary
                memory_usage nccl nvtx power_draw profiler reset_accumulated_host_memory_stats reset_accumulated_memory_stats
                reset_max_memory_cached reset_peak_host_memory_stats reset_peak_memory_stats set_rng_state_all set_stream
                set_sync_debug_mode sparse stream streams tunable use_mem_pool
                """),
        ],
        "torch.backends": [
            ("nbs has one set of kernels", "cpu cusparselt kleidiai m mha miopen nnpack python_native"),
        ],
        "torch.backends.mps": [
            ("nbs computes on the CPU", "get_core_count get_name is_macos13_or_newer is_macos_or_newer"),
        ],
        "torch.backends.cudnn": [
            ("nbs computes on the CPU", "m"),
        ],
        "torch.amp": [
            ("nbs has no mixed precision", "autocast_mode custom_bwd custom_fwd grad_scaler"),
        ],
        "torch.accelerator": [
            ("nbs computes on the CPU", "Graph device_index empty_host_cache get_device_capability graphs memory reset_accumulated_memory_stats set_stream"),
        ],
        "torch.mps": [
            ("nbs computes on the CPU", """
                Event compile_shader current_allocated_memory driver_allocated_memory empty_cache event get_rng_state load_metallib
                profiler recommended_max_memory seed set_per_process_memory_fraction set_rng_state synchronize
                """),
        ],
    ]
}
