# SPDX-License-Identifier: MIT
# Arm Versatile Express with a Cortex-A9, as QEMU's machine vexpress-a9 has it.
set(TEGAMI_CPU_FLAGS "-mcpu=cortex-a9 -mthumb -mfpu=neon-vfpv3 -mfloat-abi=hard")
