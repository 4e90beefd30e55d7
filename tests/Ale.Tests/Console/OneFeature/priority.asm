; What is in front of what: all six objects cross each other, in every setting of reflection, score colours, priority and ball width. Bit 6
; of the frame hides the ball, bit 5 both players, bit 4 both missiles, bit 3 the playfield.
        include "console.inc"
        org $F800

Start   BOOT
NextFrame
        VERTICAL_SYNC
        SHOW_OBJECTS $FF
        lda #$17
        sta NUSIZ0
        lda #$27
        sta NUSIZ1
        lda #%11110000
        sta PF0
        lda #%11001100
        sta PF1
        lda #%00111100
        sta PF2
        lda frame
        and #$40
        beq Players
        lda #0
        sta ENABL
Players lda frame
        and #$20
        beq Missile
        lda #0
        sta GRP0
        sta GRP1
Missile lda frame
        and #$10
        beq Field
        lda #0
        sta ENAM0
        sta ENAM1
Field   lda frame
        and #8
        beq Motion
        lda #0
        sta PF0
        sta PF1
        sta PF2
Motion  lda #$20                ; the objects drift apart and wrap around
        sta HMP0
        lda #$E0
        sta HMP1
        lda #$30
        sta HMM0
        lda #$D0
        sta HMM1
        lda #$10
        sta HMBL
        LINES 28
        ldy #0
Next    sta WSYNC
        sta HMOVE
        sty CTRLPF
        sta WSYNC
        iny
        cpy #$40
        bne Next
        ldy #$3F
Back    sta WSYNC
        sta HMOVE
        sty CTRLPF
        dey
        bpl Back
        jmp NextFrame

        VECTORS
