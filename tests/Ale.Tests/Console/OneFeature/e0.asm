; E0: eight slices of 1 KB. Slice 7 is always the last quarter of the window and holds the program; touching $FFE0 + n, $FFE8 + n,
; $FFF0 + n shows slice n in the first, second, third quarter. All slices are called in all quarters.
        include "console.inc"

sum     = $88
first   = $8A           ; what a reset shows in the three quarters
told    = $90           ; what each call came to, 3 times 8 bytes, then 3

; Slices 0 to 6: code that runs wherever it is shown, and a byte of data.
slice   SET 0
        REPEAT 7
        org slice * $400
        lda sum
        asl
        adc #slice * 31 + 3
        IF slice & 1
        eor $03                 ; CXP1FB
        ENDIF
        sta sum
        sta COLUBK
        sta WSYNC
        rts
        org slice * $400 + $200
        .byte slice * 17 + 5
        org slice * $400 + $3FF
        .byte 0
slice   SET slice + 1
        REPEND

        org $1C00
        rorg $FC00
        lda sum                 ; slice 7 too can be shown elsewhere
        asl
        adc #77
        sta sum
        sta COLUBK
        sta WSYNC
        rts

Start   BOOT
        lda $F200
        sta first
        lda $F600
        sta first+1
        lda $FA00
        sta first+2
NextFrame
        VERTICAL_SYNC
        jsr $F000               ; those that a reset or the last frame left
        jsr $F400
        jsr $F800
        LINES 30
        ldx #7
First   lda $FFE0,x
        jsr $F000
        adc $F200
        sta told,x
        dex
        bpl First
        ldx #7
Second  sta $FFE8,x
        jsr $F400
        adc $F600
        sta told+8,x
        dex
        bpl Second
        ldx #7
Third   inc $FFF0,x
        jsr $F800
        adc $FA00
        sta told+16,x
        dex
        bpl Third
        lda frame
        and #7
        tax
        sta $DFF0,x             ; mirrors
        sta $1FE0               ; by these bytes the scheme is known
        lda $1FE0,x
        lda $BFE8,x
        lda $FFF8,x             ; and places that choose nothing
        lda $F200
        sta told+24
        lda $F600
        sta told+25
        lda $FA00
        sta told+26
        jsr $F000
        jsr $F400
        jsr $F800
        LINES 20
        lda frame
        and #3
        bne Stay
        lda $FFE4
        lda $FFED
        lda $FFF6
Stay    jmp NextFrame

        org $1FFC
        rorg $FFFC
        .word Start
        .word Start
