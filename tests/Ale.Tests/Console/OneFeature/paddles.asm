; Four paddles: VBLANK bit 7 grounds their capacitors, then pairs of lines are counted until INPT0 to INPT3 read 1, from another cycle on in
; each frame. Their buttons are on SWCHA. Besides, INPT0 is read at a finer grain, the ground is switched on again in the middle of the
; picture, and INPT4 and INPT5 are read.
        include "console.inc"

lines   = $90           ; 4 bytes: pairs of lines until a capacitor was full
fine    = $94
ports   = $95           ; SWCHA, SWCHB, INPT4, INPT5, INPT0 with the ground on, INPT0 just after
late    = $9B           ; 4 bytes: the inputs 20 lines after the second time

        org $F800

Start   BOOT
        lda #>Slide
        sta slide+1
        lda #$1C
        sta COLUPF
        lda #$82
        sta COLUBK
NextFrame
        lda #$80
        sta VBLANK
        VERTICAL_SYNC
        LINES 30
        lda INPT0
        sta ports+4
        lda #0
        ldx #3
Clear   sta lines,x
        dex
        bpl Clear
        lda frame               ; a cycle sooner in each of 64 frames
        and #63
        clc
        adc #<Slide
        sta slide
        lda #0
        jmp (slide)
        align 256
Slide   SLIDE
        sta VBLANK
        lda INPT0
        sta ports+5
        ldx #0                  ; 5 + 2 + 2 + 3 + ... cycles a step
Fine    bit INPT0
        bmi Full
        inx
        cpx #200
        bne Fine
Full    stx fine
        ldy #85
Line    sta WSYNC
        ldx #3
Pot     lda INPT0,x
        bmi IsFull
        inc lines,x
IsFull  dex
        bpl Pot
        sta WSYNC
        lda lines
        sta PF1
        lda lines+1
        sta PF2
        dey
        bne Line
        lda SWCHA
        sta ports
        sta COLUBK
        lda SWCHB
        sta ports+1
        lda INPT0+4
        sta ports+2
        lda INPT0+5
        sta ports+3
        lda #$80                ; grounded for some lines, then once more until the end
        sta VBLANK
        LINES 2
        lda #0
        sta VBLANK
        LINES 20
        lda INPT0
        sta late
        lda INPT0+1
        sta late+1
        lda INPT0+2
        sta late+2
        lda INPT0+3
        sta late+3
        jmp NextFrame

        VECTORS
