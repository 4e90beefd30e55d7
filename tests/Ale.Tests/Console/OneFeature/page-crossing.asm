; Cycles that an instruction takes more at the end of a page, as TIM1T counts them, and addresses that wrap there: branches forward
; and backward into another page, indexed reads and writes, JMP ($xxFF), pointers at $FF, zero page indices past $FF, instructions that lie
; across two pages.
        include "console.inc"

cycles  = $90           ; one for each
values  = $C0           ; what was read

        org $F000

; Times what follows, until TIMED. A is 255, INTIM falls by one each cycle.
        MAC TIME
        lda #255
        sta TIM1T
        ENDM

        MAC TIMED               ; {1} = number
        lda INTIM
        sta cycles+{1}
        ENDM

; A branch at the end of a page; {1} = number, {2} = branch, {3} = how many bytes before the page's end the next instruction begins
        MAC BRANCH_ACROSS
        jmp .go
        ds (256 - {3} - 7 - .) & $FF
.go     TIME
        {2} .over
        nop
        nop
.over   nop
        TIMED {1}
        ENDM

Start   BOOT
NextFrame
        VERTICAL_SYNC
        clc
        BRANCH_ACROSS 0,bcc,0   ; the next instruction is in the next page already, so is the target
        clc
        BRANCH_ACROSS 1,bcc,1   ; the target alone
        clc
        BRANCH_ACROSS 2,bcs,1   ; not taken
        clc
        BRANCH_ACROSS 3,bcc,2   ; the target is the first byte of the next page
        jmp Back
        ds (253 - .) & $FF
Behind  TIMED 4
        jmp Indexed
        ds 8
Back    TIME
        bne Behind              ; backward into the page before

Indexed ldx #1
        ldy #1
        TIME
        lda Table-1,x           ; into the page of the table's first byte
        TIMED 5
        TIME
        lda Table,x             ; within a page
        TIMED 6
        TIME
        lda Table-1,y
        TIMED 7
        TIME
        sta $00C0-1,x           ; a write is not longer
        TIMED 8
        ldx #$41
        TIME
        lda $00C0-1,x           ; $0100 is the TIA
        sta values
        TIMED 9
        TIME
        inc $00A0,x             ; $00E1
        TIMED 10
        lda #<(Table-1)
        sta $D0
        lda #>(Table-1)
        sta $D1
        TIME
        lda ($D0),y
        TIMED 11
        ldy #0
        TIME
        lda ($D0),y
        TIMED 12
        TIME
        ora ($D0),y
        TIMED 13
        lda #$C8
        sta $D2
        lda #0
        sta $D3
        ldy #$40
        TIME
        sta ($D2),y             ; $0108
        TIMED 14

        lda #$90                ; ($FF): the other byte is at $0100 in ALE, at $0000 on a 6502
        sta $FF
        ldy #3
        TIME
        lda ($FF),y
        sta values+1
        TIMED 15
        ldx #$0F
        TIME
        lda ($F0,x)
        sta values+2
        TIMED 16
        lda #$AB
        sta $C8
        ldx #$D8
        TIME
        lda $F0,x               ; wraps in the zero page: $C8
        sta values+3
        TIMED 17
        ldx #$FF
        TIME
        stx $CA
        ldy $CB,x               ; $CA
        sty values+4
        TIMED 18
        TIME
        jmp (Vector)            ; the high byte from the same page's first byte
        align 256
Low     .byte >Landed
        ds 254
Vector  .byte <Landed
Table   .byte >Astray
        .byte $11,$22
Astray  lda #$EE
        sta values+5
Landed  TIMED 19

        tsx                     ; the stack wraps in its page: $0100 and $01FF
        stx values+6
        ldx #$00
        txs
        lda frame
        pha
        tsx
        stx values+7
        pla
        tsx
        stx values+8
        ldx #$FF
        txs
        jmp Straddle
        ds (255 - .) & $FF
Straddle
        lda #$77                ; opcode and operand in two pages
        sta values+9
        TIME
        ror values+9
        TIMED 20
        LINES 100
        lda cycles+1
        sta COLUBK
        LINES 60
        jmp NextFrame

        VECTORS
