# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# What bash offers for a command line that ends in the last argument; words break
# at '=' as they do in bash.
# usage: bash complete.bash snnc WORDS...
source <(snnc completion bash)
COMP_WORDS=("$@")
COMP_CWORD=$(($# - 1))
_snnc
printf '%s\n' "${COMPREPLY[@]}"
