; RESMP0 and RESMP1: a missile that is locked to its player is hidden, and starts from the player's middle when it is let go. Players of
; every size, missiles of the frame's width; all of them move, the missiles while they are locked too.
        include "console.inc"
width   = $90           ; of the missiles, bits 4 and 5

        org $F800

Start   BOOT
NextFrame
        VERTICAL_SYNC
        SHOW_OBJECTS $81
        lda #$70
        sta HMP0
        lda #$90
        sta HMP1
        lda #$30
        sta HMM0
        sta HMM1
        LINES 30
        ldy #0
        lda frame
        asl
        asl
        asl
        asl
        sta width
Size    tya
        ora width
        sta WSYNC
        sta HMOVE
        sta NUSIZ0
        sta NUSIZ1
        lda #2
        sta RESMP0
        sta RESMP1
        LINES 4
        sta HMOVE               ; moves while locked
        lda #0
        sta WSYNC
        sta RESMP0
        LINES 2
        DELAY 31                ; the other is let go within the picture
        lda #0
        sta RESMP1
        LINES 4
        sta HMOVE
        LINES 4
        iny
        cpy #8
        bne Size
        lda #2                  ; locked again while the missile is drawn, and for a moment only
        sta WSYNC
        DELAY 30
        sta RESMP0
        sta RESMP1
        lda #0
        sta RESMP0
        sta RESMP1
        LINES 20
        jmp NextFrame

        VECTORS
