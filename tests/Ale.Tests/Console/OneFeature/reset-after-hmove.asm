; RESM0, RESM1 and RESBL few cycles after an HMOVE, where the counters are still being moved: 76 cycles apart down to 3, with HMOVE early
; on the line at a cycle that the frame chooses.
        include "console.inc"
        org $F000

; HMOVE ends at cycle {1} of a line, a reset of object {2} at cycle {3}; then a line to look at it.
        MAC AFTER_HMOVE
        sta WSYNC
        DELAY 76 - 3 + {1}
        sta HMOVE
        IF {3} - {1} > 3
        DELAY {3} - {1} - 3
        ENDIF
        sta RESP0 + {2}
        sta WSYNC
        sta WSYNC
        ENDM

; The same for the missiles and the ball.
        MAC EACH_AFTER_HMOVE
        AFTER_HMOVE {1},2,{2}
        AFTER_HMOVE {1},3,{2}
        AFTER_HMOVE {1},4,{2}
        ENDM

Start   BOOT
NextFrame
        VERTICAL_SYNC
        SHOW_OBJECTS $F5
        lda #$10
        sta CTRLPF
        lda frame
        asl
        asl
        asl
        asl
        sta HMM0
        sta HMM1
        sta HMBL
        LINES 30
        EACH_AFTER_HMOVE 3,6
        EACH_AFTER_HMOVE 3,8
        EACH_AFTER_HMOVE 3,9
        EACH_AFTER_HMOVE 3,10
        EACH_AFTER_HMOVE 3,11
        EACH_AFTER_HMOVE 3,20
        EACH_AFTER_HMOVE 3,21
        EACH_AFTER_HMOVE 3,22
        EACH_AFTER_HMOVE 3,23
        EACH_AFTER_HMOVE 3,24
        EACH_AFTER_HMOVE 2,5
        EACH_AFTER_HMOVE 2,20
        EACH_AFTER_HMOVE 2,22
        EACH_AFTER_HMOVE 5,8
        EACH_AFTER_HMOVE 5,23
        jmp NextFrame

        VECTORS
