; The fifteen collision latches. Six objects lie on each other; the low six bits of the frame choose which are shown. In four bands of the
; picture the latches are cleared, some lines drawn, and the eight registers read into RAM: in the picture, under VBLANK, before the first
; shown line, and with the objects side by side. A last band reads twice on one line, left and right of the objects.
        include "console.inc"

results = $90           ; 6 times 8 bytes

        org $F800

        MAC READ_LATCHES        ; {1} = where
.n      SET 0
        REPEAT 8
        lda CXM0P + .n
        sta {1} + .n
.n      SET .n + 1
        REPEND
        ENDM

; Shows what the frame's bits choose.
Choose  ldx #0
        ldy #0
        lda frame
        lsr
        bcc .p0
        ldx #$FF
.p0     stx GRP0
        lsr
        bcc .p1
        ldy #$FF
.p1     sty GRP1
        ldx #0
        ldy #0
        lsr
        bcc .m0
        ldx #2
.m0     stx ENAM0
        lsr
        bcc .m1
        ldy #2
.m1     sty ENAM1
        ldx #0
        ldy #0
        lsr
        bcc .bl
        ldx #2
.bl     stx ENABL
        lsr
        bcc .pf
        ldy #$FF
.pf     sty PF1
        sty PF2
        rts

Start   BOOT
        lda #$46
        sta COLUP0
        lda #$C8
        sta COLUP1
        lda #$1C
        sta COLUPF
        lda #$82
        sta COLUBK
NextFrame
        VERTICAL_SYNC
        lda #$30
        sta NUSIZ0
        sta NUSIZ1
        sta CTRLPF
        sta WSYNC
        DELAY 36
        sta RESP0
        sta RESP1
        sta RESM0
        sta RESM1
        sta RESBL
        lda #$00                ; all five onto each other
        sta HMP0
        lda #$20
        sta HMP1
        lda #$40
        sta HMM0
        lda #$60
        sta HMM1
        lda #$70
        sta HMBL
        ldx #4
Gather  sta WSYNC
        sta HMOVE
        dex
        bne Gather
        jsr Choose
        sta CXCLR
        LINES 6
        READ_LATCHES results            ; nothing was shown yet
        LINES 20
        sta CXCLR
        LINES 6
        READ_LATCHES results+8          ; on each other
        sta CXCLR
        LINES 2
        READ_LATCHES results+16
        lda #2
        sta WSYNC
        sta VBLANK
        sta CXCLR
        LINES 6
        READ_LATCHES results+24         ; under VBLANK
        lda #0
        sta VBLANK
        LINES 4
        lda #$90                        ; apart, one pair after the other
        sta HMP0
        lda #$70
        sta HMP1
        lda #$C0
        sta HMM0
        lda #$30
        sta HMM1
        lda #0
        sta HMBL
        sta CXCLR
        ldx #8
Apart   sta WSYNC
        sta HMOVE
        sta WSYNC
        dex
        bne Apart
        READ_LATCHES results+32
        sta WSYNC
        sta CXCLR
        DELAY 5
        lda CXM0P+7             ; left of them
        sta results+40
        lda CXM0P+2
        sta results+41
        DELAY 31
        lda CXM0P+7             ; among them
        sta results+42
        lda CXM0P+2
        sta results+43
        lda CXM0P+6
        sta results+44
        lda CXM0P+14+64         ; a mirror of CXBLPF
        sta results+45
        LINES 70
        jmp NextFrame

        VECTORS
