; FE: code and data at $Fxxx are the first 4 KB, at $Dxxx the second, as the processor's address bit 13 says. Calls, jumps and returns go
; from one to the other, and each reads tables of both.
        include "console.inc"

sum     = $88
told    = $90

        org $0000
        rorg $F000
Upper   lda sum
        asl
        adc #19
        eor Table
        adc Table-$2000
        sta sum
        sta COLUBK
        sta WSYNC
        rts

Start   BOOT
        dec $C5
NextFrame
        VERTICAL_SYNC
        jsr $D000               ; by this call and DEC $C5 the scheme is known
        dec $C5
        LINES 30
        ldy #5
Both    jsr Upper
        sta told,y
        jsr Lower
        sta told+8,y
        dey
        bpl Both
        lda #<(Table-1)         ; through a pointer, across a page
        sta $A0
        lda #>(Table-1)
        sta $A1
        ldy #1
        lda ($A0),y
        sta told+16
        lda $A1
        eor #$20
        sta $A1
        lda ($A0),y
        sta told+17
        ldx frame
        lda Table,x
        sta told+18
        lda Table-$2000,x
        sta told+19
        lda Table-$E000,x       ; $1xxx and $3xxx are $Dxxx's and $Fxxx's mirrors
        sta told+20
        lda Table-$C000,x
        sta told+21
        lda #>Back
        pha
        lda #<(Back-1)
        pha
        jmp Far
Back    sta told+22
        LINES 30
        jmp NextFrame

        org $0F00 - $101
        rorg $FF00 - $101
        .byte $5C
Table
.i      SET 0
        REPEAT 256
        .byte (.i * 7 + 1) & $FF
.i      SET .i + 1
        REPEND
        org $0FFC
        rorg $FFFC
        .word Start
        .word Start

        org $1000
        rorg $D000
        lda told+23
        clc
        adc #1
        sta told+23
        rts
Lower   lda sum
        rol
        adc #101
        eor Table-$2000
        adc Table
        sta sum
        sta COLUBK
        sta WSYNC
        sta WSYNC
        rts
Far     lda sum
        jsr Upper
        rts

        org $1F00 - $101
        rorg $DF00 - $101
        .byte $C5
.i      SET 0
        REPEAT 256
        .byte (.i * 5 + 99) & $FF
.i      SET .i + 1
        REPEND
        org $1FFC
        rorg $DFFC
        .word Start
        .word Start
