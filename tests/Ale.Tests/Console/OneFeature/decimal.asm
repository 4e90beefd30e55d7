; Decimal addition and subtraction: in each frame one A and 160 operands (digits above 9 occur too), with and without carry. The results and
; statuses go into two sums for each low digit of the operand.
        include "console.inc"

a       = $88           ; the first operand
operand = $89
sums    = $90           ; 16 sums of A, then 16 of P
result  = $B0
left    = $B1           ; operands in this frame

        org $F800

Start   BOOT
NextFrame
        VERTICAL_SYNC
        lda a                   ; all values in 256 frames
        clc
        adc #$4D
        sta a
        lda #160
        sta left
Next    lda operand
        and #15
        tax
        lda frame               ; ADC and SBC by turns
        lsr
        bcs Subtract
        lda operand
        lsr
        lsr
        lsr                     ; the carry
        sed
        lda a
        adc operand
        jmp Keep
Subtract
        lda operand
        lsr
        lsr
        lsr
        sed
        lda a
        sbc operand
Keep    php
        cld
        sta result
        asl sums,x
        adc sums,x
        eor result
        sta sums,x
        pla
        sta result
        asl sums+16,x
        adc sums+16,x
        eor result
        sta sums+16,x
        inc operand
        dec left
        bne Next
        lda sums
        sta COLUBK
        jmp NextFrame

        VECTORS
