; Joysticks and switches: SWCHA, SWCHB, INPT4 and INPT5, the direction registers, what is written to the ports, INPT4's latch (VBLANK bit 6),
; and the bits of a TIA register that nothing drives.
        include "console.inc"

ports   = $90

        org $F800

        MAC SHOW                ; reads {1} into ports + {2} and shows it for some lines
        lda {1}
        sta ports + {2}
        sta COLUBK
        sta PF1
        LINES 12
        ENDM

Start   BOOT
        lda #$1C
        sta COLUPF
NextFrame
        VERTICAL_SYNC
        LINES 32
        SHOW SWCHA,0
        SHOW SWCHB,1
        SHOW INPT0+4,2
        SHOW INPT0+5,3
        SHOW INPT0,4
        lda #$40                ; the latches
        sta VBLANK
        SHOW INPT0+4,5
        lda #0
        sta VBLANK
        lda frame
        sta SWACNT
        sta SWCHA
        SHOW SWCHA,6
        SHOW SWACNT,7
        lda #$FF
        sta SWBCNT
        sta SWCHB
        SHOW SWCHB,8
        SHOW SWBCNT,9
        lda #0
        sta SWACNT
        SHOW SWCHA,10
        SHOW $29F,11            ; mirrors of TIMINT and the ports
        SHOW $298,12
        SHOW $3FA,13
        SHOW INPT0+6,14         ; no registers
        SHOW INPT0+7,15
        ldx #8
        lda $30,x
        sta ports+16
        lda $0338,x
        sta ports+17
        lda ($90,x)
        sta ports+18
        jmp NextFrame

        VECTORS
