; Sound. Channel 0 plays the 16 waveforms in turn, each for eight frames at eight pitches and volumes; channel 1 what comes at random, in all eight bits,
; and in a quarter of the frames nothing new. The registers are written all over the frame, by every way of addressing them, and what is heard
; of a frame is what was written last, on either side of its end.
        include "console.inc"
AUDC0   = $15
AUDC1   = $16
AUDF0   = $17
AUDF1   = $18
AUDV0   = $19
AUDV1   = $1A
scratch = $90

        org $F800
Start   BOOT
        lda #$5A
        sta random
NextFrame
        LINES 20
        lda frame               ; eight frames a waveform
        lsr
        lsr
        lsr
        ora #$30                ; bits that no register has
        sta AUDC0
        lda frame
        and #7
        tay
        lda Pitches,y
        sta AUDF0
        lda Volumes,y
        sta AUDV0
        LINES 30
        lda frame
        and #3
        beq .quiet              ; nothing new on channel 1
        ldy #3
.channel
        NEXT_RANDOM
        ldx Registers-1,y       ; AUDC1, AUDF1, AUDV1 by index
        sta $00,x
        sta WSYNC
        dey
        bne .channel
.quiet  LINES 40
        lda frame               ; for a moment something else on both, then back; in every other frame it stays
        and #$11
        cmp #$11
        bne .back
        lda #$0F
        sta AUDC0+$40           ; mirrors
        sta AUDV1+$0100
        lda #$1F
        sta AUDF0+$0140
        LINES 10
        lda #4
        sta AUDC0
        lda #9
        sta AUDF0
        lda #11
        sta AUDV1
.back   lda frame
        and #$20
        beq .plain
        lda #7
        sta AUDV0
        inc AUDV0               ; what is read there is no register: an input, and the bus
        lda #$06
        sta scratch
        lda #<AUDF1
        sta scratch+2
        lda #0
        sta scratch+3
        ldy #0
        lda frame
        sta (scratch+2),y       ; AUDF1 through a pointer
.plain  LINES 100
        lda #2
        sta WSYNC
        sta VSYNC
        sta WSYNC
        sta WSYNC
        sta WSYNC
        lda frame               ; on either side of the frame's end
        and #$40
        beq .after
        lda frame
        sta AUDV0
        lda #0
        sta VSYNC
        jmp .ended
.after  lda #0
        sta VSYNC
        lda frame
        sta AUDV1
.ended  inc frame
        jmp NextFrame

Registers
        .byte AUDV1, AUDF1, AUDC1
Pitches .byte 0, 1, 2, 5, 31, 12, 7, 20
Volumes .byte 15, 8, 12, 1, 15, 0, 9, 14

        VECTORS
