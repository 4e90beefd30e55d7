; WSYNC at each cycle of a line, at the line's end and just after it, read-modify-write to it, and writes to it by JSR and BRK, whose stack is
; laid over the TIA. The cycles that pass are counted with TIM1T, into $90-$DF and $88-$8F.
        include "console.inc"

waited  = $90           ; 80 bytes
others  = $88           ; 8 bytes

        org $F800

Start   BOOT
        lda #>Slide
        sta slide+1
NextFrame
        VERTICAL_SYNC
        ldy #0
Next    tya
        clc
        adc #<Slide
        sta slide
        lda #$FF
        sta WSYNC
        jmp (slide)
        align 256
Slide   SLIDE
        sta TIM1T
        sta WSYNC
        lda INTIM
        sta waited,y
        sty COLUBK
        iny
        cpy #SLIDE_LONGEST
        beq Done
        jmp Next
Done
        lda #$FF
        sta WSYNC
        sta TIM1T
        sta WSYNC
        sta WSYNC               ; two in a row
        lda INTIM
        sta others
        lda #$FF
        sta TIM1T
        inc WSYNC
        lda INTIM
        sta others+1
        lda #$FF
        sta TIM1T
        asl WSYNC
        asl WSYNC
        lda INTIM
        sta others+2
        lda #$FF
        sta TIM1T
        sta $42                 ; mirrors of WSYNC
        lda INTIM
        sta others+3
        lda #$FF
        sta TIM1T
        sta $0F02
        lda INTIM
        sta others+4

        lda #$FF
        sta WSYNC
        sta TIM1T
        ldx #2
        txs
        pha                     ; a lone write to WSYNC
        lda INTIM
        sta others+5
        lda #$FF
        sta TIM1T
        ldx #3
        txs
        jsr Called              ; to RSYNC, then WSYNC
Called  lda INTIM
        sta others+6
        lda #$FF
        sta TIM1T
        ldx #4
        txs
        brk                     ; to NUSIZ0, RSYNC, then WSYNC
Broken  lda INTIM
        sta others+7
        ldx #$FF
        txs
        DELAY 5
        sta RSYNC
        LINES 40
        jmp NextFrame

        org $FFFC
        .word Start
        .word Broken
