; Each of the 151 documented opcodes, with registers, flags (decimal mode too) and cycles: see instructions.inc.
        include "instructions.inc"

Table   ALL_MODES $01           ; ORA
        ALL_MODES $21           ; AND
        ALL_MODES $41           ; EOR
        ALL_MODES $61           ; ADC
        ALL_MODES $A1           ; LDA
        ALL_MODES $C1           ; CMP
        ALL_MODES $E1           ; SBC
        MODIFY_MODES $06        ; ASL
        MODIFY_MODES $26        ; ROL
        MODIFY_MODES $46        ; LSR
        MODIFY_MODES $66        ; ROR
        MODIFY_MODES $C6        ; DEC
        MODIFY_MODES $E6        ; INC
        IMPLIED $0A,0           ; ASL A, ROL A, LSR A, ROR A
        IMPLIED $2A,0
        IMPLIED $4A,0
        IMPLIED $6A,0
        INDIRECT_X $81          ; STA
        ZERO_PAGE $85
        ABSOLUTE $8D
        INDIRECT_Y $91
        ZERO_PAGE_X $95
        ABSOLUTE_Y $99
        ABSOLUTE_X $9D
        ZERO_PAGE $86           ; STX
        ABSOLUTE $8E
        ZERO_PAGE_Y $96
        ZERO_PAGE $84           ; STY
        ABSOLUTE $8C
        ZERO_PAGE_X $94
        IMMEDIATE $A2           ; LDX
        ZERO_PAGE $A6
        ABSOLUTE $AE
        ZERO_PAGE_Y $B6
        ABSOLUTE_Y $BE
        IMMEDIATE $A0           ; LDY
        ZERO_PAGE $A4
        ABSOLUTE $AC
        ZERO_PAGE_X $B4
        ABSOLUTE_X $BC
        IMMEDIATE $E0           ; CPX
        ZERO_PAGE $E4
        ABSOLUTE $EC
        IMMEDIATE $C0           ; CPY
        ZERO_PAGE $C4
        ABSOLUTE $CC
        ZERO_PAGE $24           ; BIT
        ABSOLUTE $2C
        BRANCH $10              ; BPL BMI BVC BVS BCC BCS BNE BEQ
        BRANCH $30
        BRANCH $50
        BRANCH $70
        BRANCH $90
        BRANCH $B0
        BRANCH $D0
        BRANCH $F0
        IMPLIED $18,0           ; CLC SEC CLI SEI CLV CLD SED
        IMPLIED $38,0
        IMPLIED $58,0
        IMPLIED $78,0
        IMPLIED $B8,0
        IMPLIED $D8,0
        IMPLIED $F8,0
        IMPLIED $AA,0           ; TAX TXA TAY TYA TSX
        IMPLIED $8A,0
        IMPLIED $A8,0
        IMPLIED $98,0
        IMPLIED $BA,0
        IMPLIED $E8,0           ; INX DEX INY DEY NOP
        IMPLIED $CA,0
        IMPLIED $C8,0
        IMPLIED $88,0
        IMPLIED $EA,0
        IMPLIED $48,0           ; PHA PLA PHP PLP
        IMPLIED $68,0
        IMPLIED $08,0
        IMPLIED $28,0
        IMPLIED $60,RETURN      ; RTS
        IMPLIED $40,RETURNI     ; RTI
        .byte 0                 ; BRK goes to Collect
        brk
        .byte 0,0,0,0,0,0
        .byte 0
        jsr Collect
        .byte 0,0,0,0
        .byte 0
        jmp Collect
        .byte 0,0,0,0
        .byte 0
        jmp (target)
        .byte 0,0,0,0
        .byte 0
        txs
        jmp CollectStack
        .byte 0,0,0
TableEnd

        org $FFFC
        .word Start
        .word Collect
