import ObjectModel

/// `torch.optim.swa_utils`, written in the language itself: averages of weights over time.
enum AveragingLibrary {
    // Made at first use; belongs to the evaluator's thread.
    nonisolated(unsafe) static let module = LibraryModule.make(
        "torch.optim.swa_utils", text,
        shown: [
            "torch.optim.swa_utils": [
                "AveragedModel", "SWALR", "update_bn", "get_ema_multi_avg_fn", "get_swa_multi_avg_fn", "get_ema_avg_fn", "get_swa_avg_fn",
            ]
        ])

    private static let text = #"""
        import copy
        import math
        import warnings
        from torch import nn
        from torch.optim import Optimizer
        from torch.optim.lr_scheduler import LRScheduler
        from torch.nn.modules.batchnorm import _BatchNorm

        def _ema(decay, averaged, current):
            if torch.is_floating_point(averaged):
                averaged.lerp_(current.to(averaged.dtype), 1 - decay)
            else:
                averaged.copy_(averaged * decay + current * (1 - decay))

        def _check_decay(decay):
            if decay < 0.0 or decay > 1.0:
                raise ValueError(f"Invalid decay value {decay} provided. Please provide a value in [0,1] range.")

        def get_ema_multi_avg_fn(decay=0.999):
            """For `AveragedModel(multi_avg_fn=…)`: exponential moving averages of all parameters."""
            _check_decay(decay)
            @torch.no_grad()
            def ema_update(ema_param_list, current_param_list, _):
                for averaged, current in zip(ema_param_list, current_param_list):
                    _ema(decay, averaged, current)
            return ema_update

        def get_swa_multi_avg_fn():
            """For `AveragedModel(multi_avg_fn=…)`: means of all parameters."""
            @torch.no_grad()
            def swa_update(averaged_param_list, current_param_list, num_averaged):
                for averaged, current in zip(averaged_param_list, current_param_list):
                    if torch.is_floating_point(averaged):
                        averaged.lerp_(current, (1 / (num_averaged + 1)).to(averaged.dtype))
                    else:
                        averaged.add_((current - averaged) / (num_averaged + 1))
            return swa_update

        def get_ema_avg_fn(decay=0.999):
            """For `AveragedModel(avg_fn=…)`: an exponential moving average."""
            _check_decay(decay)
            @torch.no_grad()
            def ema_update(ema_param, current_param, num_averaged):
                return decay * ema_param + (1 - decay) * current_param
            return ema_update

        def get_swa_avg_fn():
            """For `AveragedModel(avg_fn=…)`: the mean."""
            @torch.no_grad()
            def swa_update(averaged_param, current_param, num_averaged):
                return averaged_param + (current_param - averaged_param) / (num_averaged + 1)
            return swa_update

        class AveragedModel(nn.Module):
            """A copy of a model whose parameters are averages of the model's over time."""
            def __init__(self, model, device=None, avg_fn=None, multi_avg_fn=None, use_buffers=False):
                super().__init__()
                if avg_fn is not None and multi_avg_fn is not None:
                    raise AssertionError("Only one of avg_fn and multi_avg_fn should be provided")
                self.module = copy.deepcopy(model)
                if device is not None:
                    self.module = self.module.to(device)
                self.register_buffer("n_averaged", torch.tensor(0, dtype=torch.long))
                self.avg_fn = avg_fn
                self.multi_avg_fn = multi_avg_fn
                self.use_buffers = use_buffers
            def forward(self, *args, **kwargs):
                return self.module(*args, **kwargs)
            def _averaged(self, model):
                values = [one.detach() for one in model.parameters()]
                return values + [one.detach() for one in model.buffers()] if self.use_buffers else values
            def update_parameters(self, model):
                """Takes a model's parameters into the averages."""
                ours = self._averaged(self.module)
                theirs = self._averaged(model)
                if self.n_averaged == 0:
                    for averaged, current in zip(ours, theirs):
                        averaged.copy_(current)
                else:
                    if self.multi_avg_fn is not None or self.avg_fn is None:
                        (self.multi_avg_fn or get_swa_multi_avg_fn())(ours, theirs, self.n_averaged)
                    else:
                        for averaged, current in zip(ours, theirs):
                            averaged.copy_(self.avg_fn(averaged, current, self.n_averaged))
                if not self.use_buffers:
                    # The statistics of normalisations are the last model's.
                    for averaged, current in zip(self.module.buffers(), model.buffers()):
                        averaged.detach().copy_(current.detach())
                self.n_averaged += 1

        @torch.no_grad()
        def update_bn(loader, model, device=None):
            """The running statistics of normalisations computed anew, by one pass over the data."""
            momenta = [(one, one.momentum) for one in model.modules() if isinstance(one, _BatchNorm)]
            if not momenta:
                return
            was_training = model.training
            model.train()
            for one, _ in momenta:
                one.reset_running_stats()
                one.momentum = None
            for batch in loader:
                if isinstance(batch, (list, tuple)):
                    batch = batch[0]
                if device is not None:
                    batch = batch.to(device)
                model(batch)
            for one, momentum in momenta:
                one.momentum = momentum
            model.train(was_training)

        class SWALR(LRScheduler):
            """From the rate that is to `swa_lr`, in `anneal_epochs` steps, and constant from there."""
            def __init__(self, optimizer, swa_lr, anneal_epochs=10, anneal_strategy="cos", last_epoch=-1):
                groups = optimizer.param_groups
                if isinstance(swa_lr, (list, tuple)):
                    if len(swa_lr) != len(groups):
                        raise ValueError(f"swa_lr must have the same length as optimizer.param_groups. swa_lr has {len(swa_lr)} values, param_groups has {len(groups)}.")
                else:
                    swa_lr = [swa_lr] * len(groups)
                for group, rate in zip(groups, swa_lr):
                    group["swa_lr"] = rate
                if anneal_strategy not in ["cos", "linear"]:
                    raise ValueError(f"anneal_strategy must be one of 'cos' or 'linear', instead got {anneal_strategy}")
                self._anneal_strategy = anneal_strategy
                if not isinstance(anneal_epochs, int) or anneal_epochs < 0:
                    raise ValueError(f"anneal_epochs must be equal or greater than 0, got {anneal_epochs}")
                self.anneal_epochs = anneal_epochs
                super().__init__(optimizer, last_epoch)
            def _share(self, step):
                t = max(0, min(1, step / max(1, self.anneal_epochs)))
                return t if self._anneal_strategy == "linear" else (1 - math.cos(math.pi * t)) / 2
            def get_lr(self):
                if not self._get_lr_called_within_step:
                    warnings.warn("To get the last learning rate computed by the scheduler, please use `get_last_lr()`.", UserWarning)
                step = self._step_count - 1
                if self.anneal_epochs == 0:
                    step = max(1, step)
                before, now = self._share(step - 1), self._share(step)
                rates = []
                for group in self.optimizer.param_groups:
                    target = group["swa_lr"]
                    first = target if before == 1 else (group["lr"] - before * target) / (1 - before)
                    rates.append(target * now + first * (1 - now))
                return rates
        """#
}
