; Of 16 address bits the console sees 13, and the chips fewer: RAM, TIA and RIOT written and read at their mirrors, a program in RAM, the
; cartridge at other addresses, the stack in both its places, what is on the bus when a TIA register is read.
        include "console.inc"

cells   = $90           ; written through mirrors
read    = $A0           ; read through mirrors
bus     = $B0
code    = $C0           ; a program

        org $F800

Start   BOOT
NextFrame
        VERTICAL_SYNC
        NEXT_RANDOM
        sta cells
        NEXT_RANDOM
        sta $0190+1
        NEXT_RANDOM
        sta $0490+2
        NEXT_RANDOM
        sta $0590+3
        NEXT_RANDOM
        sta $0890+4
        NEXT_RANDOM
        sta $0D90+5
        NEXT_RANDOM
        sta $2090+6
        NEXT_RANDOM
        sta $E190+7             ; bit 12 is 0
        ldx #$10
        sta $0180,x
        inc $0198
        inc $E198
        lda $0190
        sta read
        lda $0D91
        sta read+1
        lda $EC92
        sta read+2
        ldx #$93
        lda $0000,x
        sta read+3
        lda $0400,x
        sta read+4
        ldy #$F0
        lda $00A4,y             ; $0194
        sta read+5

        lda frame               ; the RIOT at $0280 .. $0FFF
        sta $0296
        eor #$55
        sta $0286               ; bit 4 is off: no register
        lda $0284
        sta read+6
        lda frame
        sta $EF9E
        lda $0BA4
        sta read+7
        lda $02BC
        sta read+8
        lda $0A82
        sta read+9
        lda frame
        sta $0291               ; bit 4 without bit 2: SWACNT once more
        lda $0281
        sta read+10

        lda frame               ; the TIA at $0000, $0040, $0100, $0200 ... with bits 12 and 7 off
        sta $0009
        LINES 20
        sta $0049
        inc $0149
        LINES 20
        lda frame
        asl
        sta $0F09
        LINES 20
        eor #$5A
        sta $E149
        LINES 20

        lda $30                 ; the low six bits are those of the byte that was on the bus before
        sta bus
        lda $3F
        sta bus+1
        lda $0130
        sta bus+2
        lda $0F3E
        sta bus+3
        ldx #$1F
        lda $0020,x
        sta bus+4
        lda $20,x
        sta bus+5
        lda #$30
        sta bus+6
        lda #$02
        sta bus+7
        ldy #0
        lda (bus+6),y           ; $0230
        sta bus+8
        ldx #bus+6
        lda ($00,x)
        sta bus+9
        bit $30
        php
        pla
        sta bus+10
        adc $31
        sta bus+11

        ldx #CodeEnd - Code - 1
Copy    lda Code,x
        sta code,x
        dex
        bpl Copy
        lda frame
        sta code+1              ; the operand of its first instruction
        jsr code
        jsr code+$0100          ; the same at its mirrors
        jsr code+$0D00
        jsr Here-$2000          ; the cartridge at $Dxxx, $9xxx, $1xxx
        jsr Here-$6000
        jsr Here-$E000
        jsr Here-$0800          ; 2 KB are seen twice
        jmp NextFrame

Code    lda #0
        clc
        adc bus+15
        rol
        sta bus+15
        rts
CodeEnd

Here    lda bus+14
        clc
        adc frame
        rol
        sta bus+14
        pla                     ; where it was called from
        pla
        eor bus+13
        sta bus+13
        eor frame
        sta COLUBK
        LINES 3
        lda bus+13
        eor bus+12
        sta bus+12
        tsx                     ; and back to there
        dex
        dex
        txs
        rts

        VECTORS
