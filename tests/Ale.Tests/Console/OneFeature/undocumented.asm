; Each of the 93 undocumented opcodes that do not stop the processor, with registers, flags and cycles: see instructions.inc. Some differ
; between chips, and here between ALE and any chip: what counts is ALE.
        include "instructions.inc"

; SLO, RLA, SRE, RRA, DCP, ISC; {1} = opcode of (zp,X)
        MAC COMBINED
        INDIRECT_X {1}
        ZERO_PAGE {1}+$04
        ABSOLUTE {1}+$0C
        INDIRECT_Y {1}+$10
        ZERO_PAGE_X {1}+$14
        ABSOLUTE_Y {1}+$18
        ABSOLUTE_X {1}+$1C
        ENDM

Table   COMBINED $03
        COMBINED $23
        COMBINED $43
        COMBINED $63
        COMBINED $C3
        COMBINED $E3
        INDIRECT_X $A3          ; LAX
        ZERO_PAGE $A7
        ABSOLUTE $AF
        INDIRECT_Y $B3
        ZERO_PAGE_Y $B7
        ABSOLUTE_Y $BF
        INDIRECT_X $83          ; SAX
        ZERO_PAGE $87
        ABSOLUTE $8F
        ZERO_PAGE_Y $97
        IMMEDIATE $0B           ; ANC ANC ALR ARR ANE LXA SBX SBC
        IMMEDIATE $2B
        IMMEDIATE $4B
        IMMEDIATE $6B
        IMMEDIATE $8B
        IMMEDIATE $AB
        IMMEDIATE $CB
        IMMEDIATE $EB
        INDIRECT_Y $93          ; SHA SHA SHY SHX
        ABSOLUTE_Y $9F
        ABSOLUTE_X $9C
        ABSOLUTE_Y $9E
        .byte YINDEX,$9B,MINE,0 ; SHS
        jmp CollectStack
        .byte 0
        .byte YINDEX,$BB,MINE,0 ; LAS
        jmp CollectStack
        .byte 0
        IMPLIED $1A,0           ; NOPs
        IMPLIED $3A,0
        IMPLIED $5A,0
        IMPLIED $7A,0
        IMPLIED $DA,0
        IMPLIED $FA,0
        IMMEDIATE $80
        IMMEDIATE $82
        IMMEDIATE $89
        IMMEDIATE $C2
        IMMEDIATE $E2
        ZERO_PAGE $04
        ZERO_PAGE $44
        ZERO_PAGE $64
        ABSOLUTE $0C
        ZERO_PAGE_X $14
        ZERO_PAGE_X $34
        ZERO_PAGE_X $54
        ZERO_PAGE_X $74
        ZERO_PAGE_X $D4
        ZERO_PAGE_X $F4
        ABSOLUTE_X $1C
        ABSOLUTE_X $3C
        ABSOLUTE_X $5C
        ABSOLUTE_X $7C
        ABSOLUTE_X $DC
        ABSOLUTE_X $FC
TableEnd

        org $FFFC
        .word Start
        .word Collect
