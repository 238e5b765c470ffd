// SPDX-License-Identifier: MIT
// Reset and exception entry of the Cortex-A9: stacks, VFP, data, zeroes, stack paint, then StartImage() in startup.cpp.
    .syntax unified
    .arm
    .fpu    neon-vfpv3

    .section .vectors, "ax", %progbits
    .global _start
    .type   _start, %function
    .balign 32
_start:
    b       reset_entry
    b       undefined_entry
    b       supervisor_entry
    b       prefetch_entry
    b       data_entry
    b       reserved_entry
    b       interrupt_entry
    b       fast_interrupt_entry

    .section .text.startup_entry, "ax", %progbits
reset_entry:
    cpsid   aif, #0x13
    // Only the first core runs.
    mrc     p15, 0, r0, c0, c0, 5
    ands    r0, r0, #3
1:  wfene
    bne     1b

    ldr     r0, =_start
    mcr     p15, 0, r0, c12, c0, 0      // VBAR

    // The exception modes share one small stack: an exception ends the run, they never nest.
    ldr     r0, =__exception_stack_top
    cps     #0x17
    mov     sp, r0
    cps     #0x1b
    mov     sp, r0
    cps     #0x12
    mov     sp, r0
    cps     #0x11
    mov     sp, r0
    cps     #0x13
    ldr     sp, =__stack_top

    // VFP and NEON, also for us.
    mrc     p15, 0, r0, c1, c0, 2
    orr     r0, r0, #(0xf << 20)
    mcr     p15, 0, r0, c1, c0, 2
    isb
    mov     r0, #(1 << 30)
    vmsr    fpexc, r0

    // .data from its image in flash.
    ldr     r0, =__data_start
    ldr     r1, =__data_end
    ldr     r2, =__data_image
2:  cmp     r0, r1
    ldrlo   r3, [r2], #4
    strlo   r3, [r0], #4
    blo     2b

    ldr     r0, =__bss_start
    ldr     r1, =__bss_end
    mov     r3, #0
3:  cmp     r0, r1
    strlo   r3, [r0], #4
    blo     3b

    // Paint the stack: stack_gauge.cpp looks how much of the paint is left.
    ldr     r0, =__stack_bottom
    ldr     r1, =__stack_top
    ldr     r3, =0x5ca1ab1e
4:  cmp     r0, r1
    strlo   r3, [r0], #4
    blo     4b

    ldr     r0, =StartImage
    blx     r0
    b       .

// Each hands (kind, address of the instruction) to ReportException(), which does not return.
    .macro  exception name, kind, correction
\name:
    sub     r1, lr, #\correction
    mov     r0, #\kind
    b       exception_entry
    .endm

    exception undefined_entry, 0, 4
    exception supervisor_entry, 1, 4
    exception prefetch_entry, 2, 4
    exception data_entry, 3, 8
    exception reserved_entry, 4, 4
    exception interrupt_entry, 5, 4
    exception fast_interrupt_entry, 6, 4

exception_entry:
    ldr     r2, =ReportException
    blx     r2
    b       .
